"""The office's own form: where its answers go, and what it asks in its own words."""
