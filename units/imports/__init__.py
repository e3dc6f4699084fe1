"""Units and people from Excel: reading the sheet, planning what would change, and the preview."""
