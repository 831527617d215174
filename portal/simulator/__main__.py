"""`python -m portal.simulator --port N --config FILE`, for tests that start it as a real process."""

import argparse
import sys
from pathlib import Path

from portal.simulator.config import ConfigError, load_config
from portal.simulator.server import run


def main() -> int:
    parser = argparse.ArgumentParser(prog="portal.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--config", type=Path, required=True)
    arguments = parser.parse_args()
    try:
        run(load_config(arguments.config), arguments.port)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"port {arguments.port}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
