"""Settings from the environment (`ASPAL_*`), or from the file that `ASPAL_ENV_FILE` names.

A wrong one stops the start with its name and the mend. What the file says counts, as it does for systemd.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from portal import env_file, setting_rules

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_SECRET = "change-me"  # noqa: S105 - refused outside demo
SHORTEST_SECRET = 32


ENV_FILE = "ASPAL_ENV_FILE"

Folder = Annotated[Path, AfterValidator(setting_rules.whole_path)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
PositiveSeconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class SettingsError(Exception):
    """A setting is missing or wrong; the text names it and says how to mend it."""


class Settings(BaseSettings):
    """Everything that differs between one installation and another."""

    model_config = SettingsConfigDict(env_prefix="ASPAL_", env_ignore_empty=True, extra="ignore")

    database_url: Annotated[str, AfterValidator(setting_rules.database_url)] = ""
    data_dir: Folder = ROOT / "var"
    secret_key: SecretStr = SecretStr(DEFAULT_SECRET)
    base_url: Annotated[str, AfterValidator(setting_rules.base_url)] = "http://127.0.0.1:8000"
    storage_url: Annotated[str, AfterValidator(setting_rules.storage_url)] = ""
    backup_dir: Folder | None = None
    backup_keep_days: int = Field(default=30, ge=1, le=setting_rules.MANY_DAYS)
    metrics_token: SecretStr = SecretStr("")
    trusted_proxies: Annotated[str, AfterValidator(setting_rules.networks)] = ""
    demo: bool = False
    log_json: bool = True
    lease_seconds: PositiveSeconds = 60.0
    poll_seconds: PositiveSeconds = 1.0
    second_factor_grace_days: int = Field(default=7, ge=0, le=setting_rules.MANY_DAYS)

    whatsapp_provider: str = "log"
    whatsapp_allow_list: Annotated[str, AfterValidator(setting_rules.numbers)] = ""
    whatsapp_in_flight: int = Field(default=16, ge=1, le=1000)
    whatsapp_pair_seconds: Seconds = 6.0
    whatsapp_doubt_seconds: Seconds = 600.0
    whatsapp_sender_number: str = ""
    meta_cloud_url: str = "https://graph.facebook.com"
    meta_cloud_version: str = "v26.0"
    meta_cloud_phone_number_id: str = ""
    meta_cloud_token: SecretStr = SecretStr("")
    meta_cloud_token_until: Annotated[date | None, BeforeValidator(setting_rules.date_text)] = None
    meta_cloud_app_secret: SecretStr = SecretStr("")
    meta_cloud_verify_token: SecretStr = SecretStr("")
    simulator_url: str = ""

    @field_validator("meta_cloud_url", "simulator_url")
    @classmethod
    def refuse_no_address(cls, text: str) -> str:
        """Without a scheme every call would fail, each by itself."""
        if text:
            setting_rules.http_address(text)
        return text.rstrip("/")

    @field_validator("whatsapp_provider")
    @classmethod
    def refuse_other_providers(cls, name: str) -> str:
        """The folder of each provider is known."""
        if name not in {"log", "meta_cloud"}:
            raise ValueError("harus log atau meta_cloud")
        return name

    @model_validator(mode="after")
    def refuse_defaults(self) -> Settings:
        """A secret that everybody knows protects nothing."""
        secret = self.secret_key.get_secret_value()
        if not self.demo and (secret == DEFAULT_SECRET or len(secret) < SHORTEST_SECRET):
            raise ValueError(f"ASPAL_SECRET_KEY: tulis sedikitnya {SHORTEST_SECRET} huruf acak.")
        if not self.database_url:
            self.database_url = f"sqlite:///{self.data_dir / 'aspal.sqlite'}"
        if not self.storage_url:
            self.storage_url = f"file://{self.data_dir / 'files'}"
        if self.whatsapp_provider == "meta_cloud" and not self._meta_cloud_is_complete():
            raise ValueError(
                "ASPAL_META_CLOUD_PHONE_NUMBER_ID, _TOKEN, _APP_SECRET dan _VERIFY_TOKEN: isi semuanya."
            )
        return self

    def _meta_cloud_is_complete(self) -> bool:
        secrets = (self.meta_cloud_token, self.meta_cloud_app_secret, self.meta_cloud_verify_token)
        return bool(self.meta_cloud_phone_number_id) and all(secret.get_secret_value() for secret in secrets)

    @property
    def second_factor_grace(self) -> timedelta:
        """How long an admin may work without a second factor, from becoming one or first signing in since."""
        return timedelta(days=self.second_factor_grace_days)

    @property
    def storage_dir(self) -> Path:
        """Where attachments are kept."""
        return Path(self.storage_url.removeprefix("file://"))

    @property
    def is_secure(self) -> bool:
        """Whether people reach the portal over TLS, so cookies may insist on it."""
        return self.base_url.startswith("https://")

    @property
    def allowed_numbers(self) -> frozenset[str]:
        """Numbers that get messages in *mode uji coba*; empty means everybody."""
        return frozenset(setting_rules.listed(self.whatsapp_allow_list))

    @property
    def database_file(self) -> Path | None:
        """Where a SQLite database lies."""
        is_file = self.database_url.startswith("sqlite:///")
        return Path(self.database_url.removeprefix("sqlite:///")) if is_file else None


class PlaceClosed(Exception):
    """A place that the portal writes to cannot be written to; the text names the setting and the mend."""


def load() -> Settings:
    """Read the settings; raises SettingsError with one plain sentence for each thing that is wrong."""
    _take_env_file()
    known = frozenset(f"ASPAL_{name.upper()}" for name in Settings.model_fields)
    sentences = list(setting_rules.unknown_names(os.environ, known))
    found = None
    try:
        found = Settings()
    except ValidationError as error:
        sentences += [_sentence(problem) for problem in error.errors()]
    if sentences or found is None:
        raise SettingsError("\n".join(sentences))
    return found


def insist_on_places(chosen: Settings) -> None:
    """Raises PlaceClosed where data folder, database file or attachments could not be written."""
    for name, place in _places(chosen):
        if sentence := setting_rules.closed_place(name, place):
            raise PlaceClosed(sentence)


def _places(chosen: Settings) -> Iterator[tuple[str, Path]]:
    yield "ASPAL_DATA_DIR", chosen.data_dir
    yield "ASPAL_STORAGE_URL", chosen.storage_dir
    if chosen.database_file:
        yield "ASPAL_DATABASE_URL", chosen.database_file.parent
        yield "ASPAL_DATABASE_URL", chosen.database_file


def _take_env_file() -> None:
    """Bring the file into the environment, so that what we start has it too."""
    if place := os.environ.get(ENV_FILE):
        try:
            os.environ.update(env_file.read(Path(place)))
        except env_file.EnvFileError as error:
            raise SettingsError(f"{ENV_FILE}: {error}") from None


def _sentence(problem: ErrorDetails) -> str:
    is_ours = problem["type"] == "value_error"
    text = problem["msg"].removeprefix("Value error, ") if is_ours else setting_rules.trouble_of_type(problem)
    return text if not problem["loc"] else f"ASPAL_{str(problem['loc'][0]).upper()}: {text}."


@lru_cache
def settings() -> Settings:
    """The settings of this process."""
    return load()
