"""The tests, laid out as the package is; the laws are in `property`, a slow reading of the rules in `oracle`."""
