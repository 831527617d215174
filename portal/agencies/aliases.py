"""Other names of an agency, so that files which spell it differently still find it."""

from __future__ import annotations

from datetime import date, datetime

from portal import audit, clock, db
from portal.agencies import naming, queries
from portal.agencies.folding import fold
from portal.agencies.queries import AgencyRow
from portal.agencies.tables import AgencyAlias
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission

LONGEST = 200


async def add(agency_id: int, text: str, *, by: Actor, at: datetime) -> None:
    """Let the text mean this agency; again is no error. Raises Refusal where it means another."""
    alias = naming.clean(text)
    if not fold(alias):
        raise Refusal("Tulis nama lain perangkat daerah ini.")
    if len(alias) > LONGEST:
        raise Refusal(f"Nama lain paling panjang {LONGEST} karakter.")
    async with db.lock(naming.LOCK):
        agency = await _agency(agency_id)
        if fold(alias) in agency.folded_names:
            return
        naming.refuse_taken(alias, naming.owners(await queries.every(), on=_today()), own=agency_id)
        await AgencyAlias.insert(AgencyAlias(agency=agency_id, text=alias, folded=fold(alias)))
        await _note("agency.alias_added", agency, alias, by=by, at=at)


async def remove(agency_id: int, alias_id: int, *, by: Actor, at: datetime) -> None:
    """The text means the agency no longer; raises Conflict where somebody removed it before."""
    async with db.lock(naming.LOCK):
        agency = await _agency(agency_id)
        gone = (
            await AgencyAlias.update({AgencyAlias.removed_at: at})
            .where(
                AgencyAlias.id == alias_id, AgencyAlias.agency == agency_id, AgencyAlias.removed_at.is_null()
            )
            .returning(AgencyAlias.text)
        )
        if not gone:
            raise Conflict("Nama lain ini sudah dihapus.")
        await _note("agency.alias_removed", agency, gone[0]["text"], by=by, at=at)


async def _agency(agency_id: int) -> AgencyRow:
    found = await queries.by_id(agency_id)
    if found is None:
        raise Refusal("Perangkat daerah ini tidak ada.")
    return found


async def _note(action: str, agency: AgencyRow, alias: str, *, by: Actor, at: datetime) -> None:
    place = Place(f"agency:{agency.code}", agency.id, Permission.AGENCY_MANAGE)
    await audit.record(action, by=by, at=at, place=place, details={"alias": alias})


def _today() -> date:
    return clock.today().date()
