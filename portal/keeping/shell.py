"""What a person is told to type: quoted for the shell, and never with a password in it."""

from __future__ import annotations

import re
from pathlib import Path
from shlex import quote

from portal.settings import settings

# By hand: urlsplit and urlunsplit make `postgresql:/aspal?host=…` of an address without a host.
PASSWORD = re.compile(r"^(postgresql://[^:/?@]*):[^/?]*@")
IN_QUERY = re.compile(r"(?<=[?&])password=[^&]*&?")


def database() -> str:
    """The database's address as one word of the shell; without a password pg_dump asks for it."""
    address = IN_QUERY.sub("", PASSWORD.sub(r"\1@", settings().database_url))
    return quote(address.rstrip("?&"))


def path(place: Path) -> str:
    """A path as one word of the shell."""
    return quote(str(place))
