"""The LKE of one unit and year as a workbook: fill it offline, judge it, bring it back."""
