"""What each page shows, gathered with a fixed number of queries."""
