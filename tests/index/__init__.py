"""Tests of the index beside those of its files: what it finds."""
