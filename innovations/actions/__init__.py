"""The only writers of innovations."""
