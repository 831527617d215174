"""`python -m bench [pages lists exports deliveries imports wire decrees sign_ins]`.

Measures what is named, or everything, and prints each figure beside its target.
Exit status 1 where a target is missed.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

from bench.servers import SECRET

MODULES = {
    "pages": "bench.pages",
    "lists": "bench.lists",
    "exports": "bench.exports",
    "deliveries": "bench.deliveries",
    "imports": "bench.lapor_import",
    "wire": "bench.wire",
    "decrees": "bench.decrees",
    "sign_ins": "bench.sign_ins",
}


def main(names: list[str]) -> int:
    """Run what is named, or everything; the exit status."""
    if unknown := set(names) - set(MODULES):
        print(
            f"There is no {', '.join(sorted(unknown))}. Choose from: {', '.join(MODULES)}.", file=sys.stderr
        )
        return 2
    # The portal's settings are read when its tables are imported, here and in what we start.
    os.environ.setdefault("ASPAL_SECRET_KEY", SECRET)
    met = [_measured(name) for name in names or MODULES]
    return 0 if all(met) else 1


def _measured(name: str) -> bool:
    lines = import_module(MODULES[name]).run()
    for line in lines:
        print(line, flush=True)
    return all(line.is_met for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
