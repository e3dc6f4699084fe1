"""Reading LKE workbooks (xlsx) from strangers: nothing is run or fetched, everything is bounded."""
