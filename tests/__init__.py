"""The tests, laid out as the package is; `property` holds the laws, `oracle` a slow reading of the rules."""
