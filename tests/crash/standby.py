"""`python -m tests.crash.standby worker`: the portal's program with everything imported, waiting for a line.

What was killed can so be replaced at once; from the line on it is `python -m portal worker` and nothing else.
"""

from __future__ import annotations

import sys

from portal import app, cli


def main() -> None:
    app.handlers()
    app.duties()
    sys.stdin.readline()
    cli.main()


if __name__ == "__main__":
    main()
