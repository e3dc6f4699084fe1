"""Innovations of the demo: what the published account of the office tells, the rest "Contoh"."""
