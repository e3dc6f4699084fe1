"""Everything that changes an assessment. Views, commands and tests write only through here."""
