"""What the pages about innovations show, ready made."""
