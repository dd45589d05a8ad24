"""The seal: what shows anybody that no entry was altered, moved, left out or put in later. Pure.

Nothing here reads a file, a clock or chance: stored hashes come through a function, times and random bytes
as arguments; files are bytes, in and out. What each command rests on:

    each entry stored   `leaf.sealed(Frame(...), Words(salt, id, body)).hash()`, appended to the tree with
                        `tree.Frontier.read(size, read).add(hash)`; what it returns is stored at the
                        positions from `tree.stored(size)` on, in the transaction of the entry
    key new             `note.new(name, 32 random bytes)`, or with `type=note.COSIGNATURE` for a cosigner;
                        `.text()` is the secret key, `.verifier().text()` the one to give away; they are
                        read back by `note.signer` and `note.verifier`
    checkpoint          `checkpoint.signed(size, tree.root(size, read), signer)`
    prove N             `proof.made(Leaf(frame, digest) or leaf.sealed(...), checkpoint file, read)`
    verify              each entry's leaf hash added to a `tree.Frontier()`, its completed hashes compared
                        with the stored ones, its root with `checkpoint.opened(file, Trust(...))`
    verify --since      `checkpoint.opened`, and the root when the frontier was of that size; or, between two
                        checkpoints, `checkpoint.extends(new, old, tree.consistency(old, new, read))`
    verify --proof      `proof.checked(file, Trust(...))`
    cosign              `cosign.cosign(cosign.parse(file), Trust(...), signer, seconds, memory=...)`

`spelling` holds the forms that all of these write their values in. Only what signs or verifies a signature
imports `cryptography`, and when it does.
"""
