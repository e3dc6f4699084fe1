"""What the pages of this app show, read once into frozen dataclasses."""
