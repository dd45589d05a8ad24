"""The projection: the state of a negotiation at a moment, folded from the steps upon its cells. Pure.

Read `cells` first (what a step and a reading are), then `fold`, `positions`,
and the others as needed: `points`, `commitments`, `meetings`, `proposals`; `history`,
`why` and `diff` answer the three other questions from the same steps. Rows are
plain dicts, whose keys are those of the contract, so that an answer is printed
as it was folded.
"""
