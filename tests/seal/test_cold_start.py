"""Reading and hashing load nothing heavy: the library that signs comes in with the first signature."""

import subprocess
import sys


def test_no_module_of_the_seal_imports_cryptography() -> None:
    program = (
        "import sys\n"
        "from ledger.seal import checkpoint, cosign, leaf, note, proof, spelling, tree\n"
        "tree.Frontier().add(leaf.data(leaf.Frame(1, '', '', 1, '', 1), bytes(32)))\n"
        "print({name.partition('.')[0] for name in sys.modules} & {'cryptography', 'cffi'})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
