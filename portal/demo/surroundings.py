"""What the demo's processes are told: where they work, how they reach each other, secrets of this run."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from portal.notifications import kinds
from portal.notifications.kinds import Kind
from portal.settings import ROOT

HOST = "127.0.0.1"
SENDER_ID = "100000000000001"


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One run of the demo."""

    port: int
    simulator_port: int
    folder: Path
    token: str = field(default_factory=_secret)
    app_secret: str = field(default_factory=_secret)
    verify_token: str = field(default_factory=_secret)
    secret_key: str = field(default_factory=_secret)

    @property
    def portal_url(self) -> str:
        """Where the portal answers."""
        return f"http://{HOST}:{self.port}"

    @property
    def simulator_url(self) -> str:
        """Where the phones are shown."""
        return f"http://{HOST}:{self.simulator_port}"

    @property
    def simulator_config(self) -> Path:
        """The simulator's settings."""
        return self.folder / "simulator.json"

    def prepare(self) -> None:
        """An empty folder of its own: what an earlier demo left is thrown away."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def environment(self) -> dict[str, str]:
        """For every child. The settings of a real installation are left out, whatever they are."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ASPAL_")}
        return kept | {
            "PYTHONPATH": str(ROOT),
            "ASPAL_DEMO": "1",
            "ASPAL_DATA_DIR": str(self.folder),
            "ASPAL_DATABASE_URL": f"sqlite:///{self.folder / 'aspal.sqlite'}",
            "ASPAL_STORAGE_URL": f"file://{self.folder / 'files'}",
            "ASPAL_BASE_URL": self.portal_url,
            "ASPAL_SECRET_KEY": self.secret_key,
            "ASPAL_SIMULATOR_URL": self.simulator_url,
            "ASPAL_WHATSAPP_PROVIDER": "meta_cloud",
            "ASPAL_WHATSAPP_PAIR_SECONDS": "0",
            "ASPAL_META_CLOUD_URL": self.simulator_url,
            "ASPAL_META_CLOUD_PHONE_NUMBER_ID": SENDER_ID,
            "ASPAL_META_CLOUD_TOKEN": self.token,
            "ASPAL_META_CLOUD_APP_SECRET": self.app_secret,
            "ASPAL_META_CLOUD_VERIFY_TOKEN": self.verify_token,
        }

    def write_simulator_config(self, labels: dict[str, str]) -> None:
        """The simulator knows our templates and calls each phone by its owner's name."""
        told = {
            "ledger_path": str(self.folder / "simulator-ledger.jsonl"),
            "app_secret": self.app_secret,
            "verify_token": self.verify_token,
            "access_token": self.token,
            "phone_number_id": SENDER_ID,
            "webhook_url": f"{self.portal_url}/webhooks/whatsapp/meta_cloud",
            "labels": labels,
            "templates": {
                kind.template: _template(kind) for kind in (*kinds.KINDS.values(), kinds.RESTRICTED)
            },
        }
        self.simulator_config.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _template(kind: Kind) -> dict[str, str | int]:
    """As it would be approved by Meta: numbers in the place of names."""
    body = kind.text
    for place, name in enumerate(kind.parameters, start=1):
        body = body.replace(f"{{{name}}}", f"{{{{{place}}}}}")
    return {"parameters": len(kind.parameters), "body": body}
