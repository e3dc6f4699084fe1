"""Everything that changes people, units, roles and the road of a unit."""
