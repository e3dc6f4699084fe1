"""What people copy from a spreadsheet, from the text of the clipboard to answers. No database."""
