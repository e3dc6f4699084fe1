"""Every list page as a workbook: the same rows, under the same filters and the same scope."""
