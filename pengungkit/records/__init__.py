"""Frozen records: the state of an assessment as canonical text, counted again and compared."""
