"""Harnesses: each tries one promise by force, and shows by mutants that it would see the promise broken.

`scripts/NAME` runs each at length; the tests beside them run a short form, and each mutant.
"""
