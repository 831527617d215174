"""`python -m tests.crash.nursery`: the portal is imported once, then each line on stdin becomes a process.

What was killed is so replaced at once. The child is what `python -m portal` with those words would be, in a
group of its own; its number is written to stdout.
"""

from __future__ import annotations

import os
import signal
import sys

from portal import app, cli


def main() -> None:
    list(app.offered("controllers", "ROUTES"))
    app.handlers()
    app.duties()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for the killed
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(line.split())
            return
        os.setpgid(child, child)
        print(child, flush=True)  # noqa: T201 - the answer


def _become(words: list[str]) -> None:
    os.setpgid(0, 0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sys.argv = ["aspal", *words]
    cli.main()


if __name__ == "__main__":
    main()
