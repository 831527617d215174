"""`python -m portal` is the command `aspal`, quiet from the first moment when somebody stops it."""

import os
import signal
from types import FrameType


def main() -> None:
    """Load the commands, which takes a moment, and run the one that was typed."""
    # Meanwhile a Ctrl-C would be a trace, and a container's first process does not hear SIGTERM.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if os.getpid() == 1:
        signal.signal(signal.SIGTERM, _leave)
    from portal.cli import main as run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


def _leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signal module's signature
    os._exit(128 + number)


if __name__ == "__main__":
    main()
