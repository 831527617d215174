"""Figures for a monitor, read from the database because several processes answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from portal import db
from portal.jobs import figures, heartbeat
from portal.keeping import disks, history
from portal.notifications import queries as notifications
from portal.notifications.standing import standing

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def text(at: datetime) -> bytes:
    """Everything in Prometheus's format; what is not known is left out."""
    registry = CollectorRegistry()
    await _messages(registry, at)
    await _jobs(registry, at)
    await _house(registry, at)
    return generate_latest(registry)


async def _messages(registry: CollectorRegistry, at: datetime) -> None:
    found, now = await notifications.metrics(hour_ago=at - HOUR), await standing(at=at)
    _by_label(registry, "aspal_deliveries", "Messages by state.", "state", found.by_state)
    _by_label(registry, "aspal_attention", "Messages that need a person.", "cause", now.causes)
    _one(
        registry,
        "aspal_oldest_due_seconds",
        "Since the oldest message that is late was first due; no retry resets it.",
        now.oldest_due,
    )
    silent = (at - now.silent_since).total_seconds() if now.silent_since else 0.0
    _one(registry, "aspal_channel_silent_seconds", "Since the first call without an answer.", silent)
    _one(registry, "aspal_calls_last_hour", "Calls to the provider.", found.calls_in_the_last_hour)
    _one(registry, "aspal_unknown_last_hour", "Calls without an answer.", found.unknown_in_the_last_hour)


async def _jobs(registry: CollectorRegistry, at: datetime) -> None:
    found = await figures.figures(at=at, since=at - DAY)
    _by_label(registry, "aspal_jobs", "Jobs by state.", "state", found.by_state)
    _one(registry, "aspal_jobs_failed_last_day", "Jobs that failed within a day.", found.failed)
    _one(registry, "aspal_oldest_job_seconds", "How long the oldest job waits.", found.oldest_waiting)
    if (quiet := await heartbeat.silence()) is not None:
        _one(registry, "aspal_worker_silence_seconds", "Since a worker last said that it lives.", quiet)


async def _house(registry: CollectorRegistry, at: datetime) -> None:
    pending = len(await db.pending())
    _one(registry, "aspal_pending_migrations", "Migrations that have not run.", pending)
    if last := await history.last_done():
        age = (at - last.started_at).total_seconds()
        _one(registry, "aspal_backup_age_seconds", "Since the last finished backup began.", age)
    found = {disk.look.code: disk for disk in await disks.disks()}
    free = {code: disk.free for code, disk in found.items()}
    total = {code: disk.total for code, disk in found.items()}
    _by_label(registry, "aspal_disk_free_bytes", "Room left.", "disk", free)
    _by_label(registry, "aspal_disk_total_bytes", "Size of the disk.", "disk", total)


def _one(registry: CollectorRegistry, name: str, help_text: str, value: float) -> None:
    Gauge(name, help_text, registry=registry).set(value)


def _by_label(
    registry: CollectorRegistry, name: str, help_text: str, label: str, values: Mapping[str, float]
) -> None:
    gauge = Gauge(name, help_text, [label], registry=registry)
    for key, value in values.items():
        gauge.labels(key).set(value)
