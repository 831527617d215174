"""Who did what, when, in which role, from where: kept for good."""

from portal.audit.brake import record_refused
from portal.audit.trail import record

__all__ = ["record", "record_refused"]
