"""One form for each act on a complaint. `version` is the state of the page that the form stood on."""

from dataclasses import dataclass, field
from datetime import date

from portal import clock
from portal.complaints import correction, tracking
from portal.complaints.forms.dated import DatedForm, HappenedForm
from portal.complaints.kinds import NAMED, Stage
from portal.files import StoredFileRow
from portal.numbers import whole
from portal.web import Form

LONGEST = 4_000


@dataclass(slots=True)
class PressForm(Form):
    """An act that asks nothing."""

    version: str = ""


@dataclass(slots=True)
class VerificationForm(HappenedForm):
    """What Kominfo settles when it verifies."""

    version: str = ""
    classification: str = ""
    category: str = ""

    def check(self) -> None:
        if self.classification not in NAMED:
            self.fail("classification", "Pilih klasifikasi pengaduan.")
        self.check_moment()


@dataclass(slots=True)
class DispositionForm(HappenedForm):
    """To whom, and with what words; `previewed` is the agency whose people the page showed."""

    version: str = ""
    agency: str = ""
    note: str = ""
    previewed: str = ""
    preview: str = ""

    def check(self) -> None:
        if whole(self.agency) is None:
            self.fail("agency", "Pilih perangkat daerah tujuan.")
        self.at_most("note", LONGEST)
        self.check_moment()

    @property
    def wants_preview(self) -> bool:
        """Whether the page shall show first who will be told: asked for, or the agency was changed since."""
        was_changed = bool(self.previewed) and self.previewed != self.agency
        return bool(self.preview) or was_changed


@dataclass(slots=True)
class ReasonForm(Form):
    """An act that needs its reason."""

    version: str = ""
    reason: str = ""

    def check(self) -> None:
        self.require("reason", "Tulis alasannya.")
        self.at_most("reason", LONGEST)


@dataclass(slots=True)
class CorrectionForm(Form):
    """Every field as it shall stand, and why."""

    version: str = ""
    classification: str = ""
    category: str = ""
    district: str = ""
    village: str = ""
    place: str = ""
    reason: str = ""

    def check(self) -> None:
        if self.classification not in NAMED:
            self.fail("classification", "Pilih klasifikasi pengaduan.")
        self.at_most("village", 120)
        self.at_most("place", 200)
        self.at_least("reason", correction.SHORTEST, correction.TOO_SHORT)
        self.at_most("reason", LONGEST)


@dataclass(slots=True)
class LaporNumberForm(Form):
    """The Tracking ID that LAPOR! has given."""

    version: str = ""
    tracking_id: str = ""

    def check(self) -> None:
        self.tracking_id = tracking.cleaned(self.tracking_id)
        if not tracking.is_valid(self.tracking_id):
            self.fail("tracking_id", tracking.MALFORMED)


@dataclass(slots=True)
class ResolutionForm(HappenedForm):
    """A word for the record, and since when it is finished."""

    version: str = ""
    note: str = ""

    def check(self) -> None:
        self.at_most("note", LONGEST)
        self.check_moment()


@dataclass(slots=True)
class TextForm(Form):
    """A question, its answer or a note; `once` tells a repeated press."""

    once: str = ""
    text: str = ""

    def check(self) -> None:
        self.require("text", "Isian ini belum ditulis.")
        self.at_most("text", LONGEST)


@dataclass(slots=True)
class FollowUpForm(DatedForm):
    """What was done; `send` says that it shall be submitted too, `attached` are the files that came."""

    once: str = ""
    version: str = ""
    text: str = ""
    stage: str = Stage.FIRST
    promised_date: str = ""
    done_on: str = ""
    send: str = ""
    photos: str = ""
    promised: date | None = field(default=None, init=False)
    done: date | None = field(default=None, init=False)
    attached: list[StoredFileRow] = field(default_factory=list, init=False)

    def check(self) -> None:
        self.require("text", "Tulis apa yang sudah dilakukan.")
        self.at_most("text", LONGEST)
        if self.stage not in set(Stage):
            self.fail("stage", "Pilih jenis tindak lanjut.")
        self.done = self.past_day("done_on")
        if self.stage == Stage.INTERIM:
            self._check_promise()

    def _check_promise(self) -> None:
        self.promised = self.day("promised_date")
        if self.promised is None:
            self.fail("promised_date", "Tulis tanggal selesainya, karena jenisnya Lanjutan.")
        elif self.promised < clock.today().date():
            self.fail("promised_date", "Tanggal yang dijanjikan sudah lewat.")


@dataclass(slots=True)
class CopiedForm(DatedForm):
    """The day on which an answer was copied to LAPOR!."""

    copied_on: str = ""
    day_copied: date | None = field(default=None, init=False)

    def check(self) -> None:
        self.require("copied_on", "Tulis tanggal menyalin.")
        self.day_copied = self.past_day("copied_on")
