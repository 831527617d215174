"""The long work of keeping, for the worker."""

from __future__ import annotations

from portal.keeping import audit_export, nightly

HANDLERS = ((nightly.KIND, nightly.work), (audit_export.KIND, audit_export.work))
