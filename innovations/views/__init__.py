"""What each address about innovations does, by concept."""
