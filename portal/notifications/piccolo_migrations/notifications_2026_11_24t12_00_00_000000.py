"""One delivery for each person and message, and the indexes that claiming, sweeping and the pages stand on."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "outbox rules"

STATES = (
    "'waiting', 'claimed', 'accepted', 'sent', 'delivered', 'read', 'unknown', 'retry', 'failed', 'expired', "
    "'dead', 'superseded', 'cancelled', 'held', 'manual'"
)

# ALTER TABLE ADD CHECK fails on SQLite, so a trigger stands in for it there.
REFUSE_STATE = """
CREATE TRIGGER delivery_state_{verb} BEFORE {verb} ON delivery WHEN NEW.state NOT IN ({states})
BEGIN SELECT RAISE(ABORT, 'delivery.state is not a state'); END
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="notifications", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(
            [
                "CREATE UNIQUE INDEX delivery_once ON delivery (notification, recipient_key)",
                "CREATE INDEX delivery_due ON delivery (priority, due_at, id) WHERE state IN ('waiting', 'retry')",
                "CREATE INDEX delivery_lane ON delivery (recipient_key, subject, id)",
                "CREATE INDEX delivery_flight ON delivery (address) WHERE state = 'claimed'",
                "CREATE INDEX delivery_subject ON delivery (subject, id)",
                "CREATE INDEX delivery_state ON delivery (state, id)",
                "CREATE INDEX notification_subject ON notification (subject)",
                "CREATE INDEX notification_act ON notification (act)",
                "CREATE INDEX attempt_delivery ON attempt (delivery, id)",
                "CREATE INDEX attempt_ref ON attempt (provider_ref) WHERE provider_ref <> ''",
                "CREATE INDEX delivery_recorded ON delivery (recorded_at)",
                "CREATE INDEX attempt_started ON attempt (started_at)",
                "CREATE INDEX attempt_open ON attempt (delivery) WHERE outcome = 'open'",
                "CREATE INDEX webhook_post_new ON webhook_post (id) WHERE processed_at IS NULL",
                "CREATE UNIQUE INDEX receipt_once ON receipt (provider, provider_ref, status, happened_at)",
                "CREATE INDEX receipt_delivery ON receipt (delivery_id, id)",
                "CREATE INDEX receipt_orphan ON receipt (provider_ref) WHERE delivery_id IS NULL",
            ],
            sqlite=[REFUSE_STATE.format(verb=verb, states=STATES) for verb in ("INSERT", "UPDATE")],
            postgres=[f"ALTER TABLE delivery ADD CONSTRAINT delivery_state_known CHECK (state IN ({STATES}))"],
        )

    manager.add_raw(create)
    return manager
