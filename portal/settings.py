"""Settings from the environment (`ASPAL_*`) and `.env`; a wrong one stops the start and names the mend."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_SECRET = "change-me"  # noqa: S105 - refused outside demo
SHORTEST_SECRET = 32


E164 = re.compile(r"\+[1-9][0-9]{7,14}")


class SettingsError(Exception):
    """A setting is missing or wrong; the text names it and says how to mend it."""


class Settings(BaseSettings):
    """Everything that differs between one installation and another."""

    model_config = SettingsConfigDict(
        env_prefix="ASPAL_", env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    database_url: str = ""
    data_dir: Path = ROOT / "var"
    secret_key: SecretStr = SecretStr(DEFAULT_SECRET)
    base_url: str = "http://127.0.0.1:8000"
    storage_url: str = ""
    backup_dir: Path | None = None
    backup_keep_days: int = Field(default=30, ge=1)
    metrics_token: SecretStr = SecretStr("")
    trusted_proxies: str = ""
    demo: bool = False
    log_json: bool = True
    lease_seconds: float = Field(default=60.0, gt=0)
    poll_seconds: float = Field(default=1.0, gt=0)
    second_factor_grace_days: int = Field(default=7, ge=0)

    whatsapp_provider: str = "log"
    whatsapp_allow_list: str = ""
    whatsapp_in_flight: int = Field(default=16, ge=1)
    whatsapp_pair_seconds: float = Field(default=6.0, ge=0)
    whatsapp_doubt_seconds: float = Field(default=600.0, ge=0)
    whatsapp_sender_number: str = ""
    meta_cloud_url: str = "https://graph.facebook.com"
    meta_cloud_version: str = "v26.0"
    meta_cloud_phone_number_id: str = ""
    meta_cloud_token: SecretStr = SecretStr("")
    meta_cloud_token_until: date | None = None
    meta_cloud_app_secret: SecretStr = SecretStr("")
    meta_cloud_verify_token: SecretStr = SecretStr("")
    simulator_url: str = ""

    @model_validator(mode="after")
    def refuse_defaults(self) -> Settings:
        """A secret that everybody knows protects nothing."""
        secret = self.secret_key.get_secret_value()
        if not self.demo and (secret == DEFAULT_SECRET or len(secret) < SHORTEST_SECRET):
            raise ValueError("ASPAL_SECRET_KEY must be set to at least 32 random characters.")
        if not self.database_url:
            self.database_url = f"sqlite:///{self.data_dir / 'aspal.sqlite'}"
        if not self.database_url.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("ASPAL_DATABASE_URL must start with sqlite:/// or postgresql://.")
        if not self.storage_url:
            self.storage_url = f"file://{self.data_dir / 'files'}"
        if wrong := [each for each in self.allowed_numbers if not E164.fullmatch(each)]:
            raise ValueError(
                f"ASPAL_WHATSAPP_ALLOW_LIST: {wrong[0]} is no number. Write digits, as 0812… or +62812…, "
                "with commas between numbers."
            )
        if self.whatsapp_provider not in {"log", "meta_cloud"}:
            raise ValueError("ASPAL_WHATSAPP_PROVIDER must be log or meta_cloud.")
        if self.whatsapp_provider == "meta_cloud" and not self._meta_cloud_is_complete():
            raise ValueError(
                "ASPAL_META_CLOUD_PHONE_NUMBER_ID, _TOKEN, _APP_SECRET and _VERIFY_TOKEN must all be set."
            )
        return self

    def _meta_cloud_is_complete(self) -> bool:
        secrets = (self.meta_cloud_token, self.meta_cloud_app_secret, self.meta_cloud_verify_token)
        return bool(self.meta_cloud_phone_number_id) and all(secret.get_secret_value() for secret in secrets)

    @property
    def second_factor_grace(self) -> timedelta:
        """How long an admin may work before a second factor is required, from the first sign-in on."""
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
        return frozenset(_e164(part) for part in self.whatsapp_allow_list.split(",") if part.strip())


def _e164(text: str) -> str:
    """A number of the list as messages carry it; one with a letter in it stays as it is, and is refused."""
    bare = re.sub(r"[\s().-]", "", text)
    if bare.startswith("0"):
        return f"+62{bare[1:]}"
    return bare if bare.startswith("+") else f"+{bare}"


def load() -> Settings:
    """Read the settings; raises SettingsError with one plain sentence for each thing that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        sentences = [_sentence(problem["loc"], problem["msg"]) for problem in error.errors()]
        raise SettingsError(" ".join(sentences)) from None


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    text = message.removeprefix("Value error, ")
    return text if not location else f"ASPAL_{str(location[0]).upper()}: {text}."


@lru_cache
def settings() -> Settings:
    """The settings of this process."""
    return load()
