"""Files that are made in the background: which kinds there are, how one runs, where results lie."""
