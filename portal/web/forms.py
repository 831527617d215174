"""What people type: read once, checked all at once, never lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from litestar.datastructures import UploadFile

from portal.web import limits
from portal.web.requests import Request

LONGEST_FIELD = 20_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; its name and type are only claims."""

    filename: str
    claimed_type: str
    content: bytes


@dataclass(slots=True)
class Posted:
    """The values of a form, urlencoded or multipart alike."""

    fields: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    uploads: dict[str, list[Upload]] = field(default_factory=dict)

    def many(self, name: str) -> list[str]:
        """All values of a repeated field."""
        return self.lists.get(name, [])

    def files(self, name: str) -> list[Upload]:
        """The files chosen for a field; an untouched file input counts as none."""
        return self.uploads.get(name, [])


async def read_form(request: Request) -> Posted:
    """Read the body once; texts are trimmed and freed of control characters."""
    posted = Posted()
    form = await limits.form_of(request)
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            await _keep_upload(posted, name, value)
        else:
            text = clean(str(value))
            posted.fields[name] = text
            posted.lists.setdefault(name, []).append(text)
    return posted


async def _keep_upload(posted: Posted, name: str, upload: UploadFile) -> None:
    content = await upload.read()
    if upload.filename or content:
        kept = Upload(upload.filename, upload.content_type, content)
        posted.uploads.setdefault(name, []).append(kept)


def clean(text: str) -> str:
    """Trim, unify line ends and drop what no keyboard types (NUL breaks PostgreSQL)."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in unified if char >= " " or char in "\n\t").strip()


@dataclass(slots=True)
class Form:
    """Base of the forms: string fields in, all errors out at once, beside their fields."""

    @classmethod
    def parse(cls, posted: Posted | Mapping[str, str]) -> Self:
        """Take the fields that this form knows and check them."""
        form = cls.blank(posted.fields if isinstance(posted, Posted) else posted)
        form.check()
        return form

    @classmethod
    def blank(cls, values: Mapping[str, str] | None = None) -> Self:
        """The form with values but without judgement, for a first showing."""
        known = {item.name for item in fields(cls) if item.init}
        form = cls(**{name: value for name, value in (values or {}).items() if name in known})
        form.cut_long_fields()
        return form

    errors: dict[str, str] = field(default_factory=dict, init=False)

    def check(self) -> None:
        """Say what is wrong with `fail`; the base knows of nothing."""

    def cut_long_fields(self) -> None:
        """No field of ours is longer than a long letter."""
        for item in fields(self):
            value: Any = getattr(self, item.name)
            if isinstance(value, str) and len(value) > LONGEST_FIELD:
                setattr(self, item.name, value[:LONGEST_FIELD])

    def fail(self, name: str, sentence: str) -> None:
        """Put a sentence beside a field; the first one stands."""
        self.errors.setdefault(name, sentence)

    def require(self, name: str, sentence: str) -> None:
        """The field must not be empty."""
        if not getattr(self, name):
            self.fail(name, sentence)

    def at_least(self, name: str, length: int, sentence: str) -> None:
        """The field must have so many characters."""
        if len(getattr(self, name)) < length:
            self.fail(name, sentence)

    def at_most(self, name: str, length: int) -> None:
        """The field must not have more than so many characters."""
        size = len(getattr(self, name))
        if size > length:
            self.fail(name, f"Terlalu panjang: {size} huruf, paling banyak {length}.")
