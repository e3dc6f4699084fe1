"""Forms: they check and name what is wrong; actions write."""
