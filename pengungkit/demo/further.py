"""What apps that build on this one add to the demo."""

from __future__ import annotations


# Dotted names of functions, called in order with the units by code and the people by account
# name. Names only, so that serving the portal does not load the demo.
FURTHER_SEEDS: list[str] = []
