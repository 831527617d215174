"""The long work of keeping, for the worker."""

from __future__ import annotations

from portal.keeping import nightly

HANDLERS = ((nightly.KIND, nightly.work),)
