"""The long work of complaints, for the worker."""

from __future__ import annotations

from portal.complaints import recount

HANDLERS = ((recount.KIND, recount.recount),)
