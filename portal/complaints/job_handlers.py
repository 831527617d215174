"""The long work of complaints, for the worker."""

from __future__ import annotations

from portal.complaints import recount
from portal.complaints.exports import asking, making

HANDLERS = ((recount.KIND, recount.recount), (asking.KIND, making.make))
