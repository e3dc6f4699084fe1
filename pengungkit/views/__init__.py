"""What each address of the assessment does, by concept."""
