"""The benchmark itself: that each figure runs, and that what it says is read right."""
