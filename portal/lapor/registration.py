"""What lower slices tell this one."""

from __future__ import annotations

from portal.agencies import hooks
from portal.lapor import filling


def listen_to_names() -> None:
    """A name that is known from now on is filled in where rows held it; once, however often it is asked."""
    if filling.ask not in hooks.on_names:
        hooks.on_names.append(filling.ask)


REGISTER = (listen_to_names,)
