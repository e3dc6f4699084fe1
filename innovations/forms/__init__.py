"""Forms about innovations: they check and name what is wrong; actions write."""
