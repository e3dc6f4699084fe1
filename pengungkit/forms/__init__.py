"""What people type, checked and put into the words of the actions."""
