"""What each kind does to which cell, what stands of a chain, and what may be recorded. Pure.

Read `arms` (what a kind does), `versions` (what a chain puts on the cells over
its lives) and `admission` (what may be recorded). `replay` rebuilds everything
from the entries in memory; `canonical` says when words are equal.
"""
