"""Signing everybody out at once."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.tables import Session


async def end_for_everybody(*, at: datetime) -> int:
    """End every session there is, in the caller's transaction; returns how many were open."""
    ended = (
        await Session.update({Session.ended_at: at}).where(Session.ended_at.is_null()).returning(Session.id)
    )
    return len(ended)
