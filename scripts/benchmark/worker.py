"""A process of its own for one task: `python -m scripts.benchmark.worker MODULE.FUNCTION ARGUMENT...`.

The function gets the arguments as they are typed and returns an object, which
is printed as JSON.
"""

import json
import sys
from importlib import import_module


def main() -> None:
    """Run the task that is named."""
    module, _, function = sys.argv[1].rpartition(".")
    task = getattr(import_module(f"scripts.benchmark.{module}"), function)
    json.dump(task(*sys.argv[2:]), sys.stdout)


if __name__ == "__main__":
    main()
