"""The only writers of what the reports keep."""
