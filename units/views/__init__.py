"""Pages of one's own account, and of managing units, people and roles."""
