"""What one simulated business account is: its secrets, templates, pace and fault plan."""

import secrets
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import msgspec

from portal.simulator.faults import Rule, load_rules, read_rules

REPOSITORY = Path(__file__).resolve().parents[2]
COMPRESSED_WEEK = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0, 120.0)
THIRTY_DAYS = 30 * 24 * 3600.0


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message template as approved by Meta; `ttl` is `message_send_ttl_seconds`."""

    parameters: int
    category: str = "UTILITY"
    language: str = "id"
    body: str = ""
    status: str = "APPROVED"
    button_text: str = ""
    button_url: str = ""
    ttl: float = THIRTY_DAYS


@dataclass(frozen=True, kw_only=True)
class SimulatorConfig:
    """Times are seconds. `templates` None = every template exists with any number of parameters."""

    ledger_path: Path
    ledger_fsync: bool = True
    app_secret: str = "simulator-app-secret"  # noqa: S105 - a fake service has no real secret
    verify_token: str = "simulator-verify-token"  # noqa: S105
    access_token: str = "simulator-access-token"  # noqa: S105
    phone_number_id: str = "100000000000001"
    waba_id: str = "200000000000002"
    display_phone_number: str = "6280000000000"
    country_code: str = "62"
    webhook_url: str | None = None
    webhook_timeout: float = 10.0
    webhook_concurrency: int = 16
    retry_delays: tuple[float, ...] = COMPRESSED_WEEK
    sent_after: float = 0.05
    delivered_after: float = 0.4
    read_after: float | None = None
    faults: tuple[Rule, ...] = ()
    seed: int = field(default_factory=lambda: secrets.randbelow(2**31))
    templates: dict[str, Template] | None = None
    labels: dict[str, str] = field(default_factory=dict)
    rates: bool = False
    messages_per_second: int = 80
    portfolio_limit: int = 250
    portfolio_silent: bool = False
    zone: str = "Asia/Jakarta"
    static_dir: Path = REPOSITORY / "static"
    templates_dir: Path = REPOSITORY / "templates"


class ConfigError(ValueError):
    """The configuration cannot be used; the text says why."""


def load_config(path: Path) -> SimulatorConfig:
    """Read a JSON file, whose `faults` and `templates` may name files beside it. Raises ConfigError."""
    try:
        raw = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        raw["faults"] = _faults(raw.get("faults", []), path.parent)
        raw["templates"] = _templates(raw.get("templates"), path.parent)
        raw.setdefault("ledger_path", str(path.with_suffix(".ledger.jsonl")))
        return _from_plain(raw)
    except (OSError, msgspec.MsgspecError) as error:
        raise ConfigError(f"{path}: {error}") from error


def load_templates(path: Path) -> dict[str, Template]:
    return msgspec.json.decode(path.read_bytes(), type=dict[str, Template])


def _from_plain(raw: dict[str, Any]) -> SimulatorConfig:
    if unknown := raw.keys() - {each.name for each in fields(SimulatorConfig)}:
        raise ConfigError(f"unknown settings: {', '.join(sorted(unknown))}")
    return msgspec.convert(raw, SimulatorConfig, dec_hook=_as_path)


def _as_path(kind: type[Any], value: Any) -> Any:
    if kind is Path:
        return Path(value)
    raise NotImplementedError


def _faults(value: Any, folder: Path) -> tuple[Rule, ...]:
    return load_rules(folder / value) if isinstance(value, str) else read_rules(value)


def _templates(value: Any, folder: Path) -> Any:
    return load_templates(folder / value) if isinstance(value, str) else value
