"""Every page of the portal by its route, with an address in the town at which somebody really reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from portal import clock
from tests.browser import world as worlds
from tests.browser.world import World

COMPLAINT = "/complaints/{number:str}"
NO_PAGES = {
    "/static/{digest:str}/{path:path}",
    "/webhooks/whatsapp/{provider:str}",
    "/complaints/{number:str}/files/{public_id:str}",
    "/decrees/{decree:str}/signed-file",
    "/decrees/{decree:str}/documents/word",
    "/decrees/{decree:str}/documents/preview",
    "/decrees/{decree:str}/roster-file",
    "/decrees/{decree:str}/roster-file/template",
    "/decree-templates/{number:int}",
    "/briefings/{public_id:str}/material",
    "/briefings/lesson/pages/{page_id:int}/picture",
    "/access-reviews/{year:int}/export",
    "/decrees/confirmations/{confirmation:str}/letter",
    "/jobs/{public_id:str}/file",
    "/settings/logo",
    "/health",
    "/health/full",
    "/metrics",
}
"""Routes that answer with something else than a page."""


COMPARED = (("before", "decree"), ("after", "draft"))


class Visit(NamedTuple):
    """Who looks at which route where; `status` is what the browser gets."""

    who: str
    route: str
    address: str
    status: int = 200
    is_main: bool = False


def visits(world: World) -> Iterator[Visit]:
    """All of them. `stranger` is signed out; routes are named as the app names them."""
    yield from _for_everybody()
    yield from _stories(world)
    yield from _acts(world)
    yield from _kominfo(world)
    yield from _decrees(world)
    yield from _team(world)
    yield from _strangers(world)


def _for_everybody() -> Iterator[Visit]:
    for who in ("admin", "operator", "liaison", "head", "leader", "inspector", "reviewer"):
        yield Visit(who, "/", "/", is_main=True)
        # Fifty rows are judged once; for the others a short list tells as much.
        yield Visit(who, "/complaints", "/complaints" if who == "admin" else "/complaints?status=answered")
    for who in ("admin", "leader", "head"):
        yield Visit(who, "/reports/rapor", "/reports/rapor", is_main=who == "admin")
    yield Visit("operator", "/profile", "/profile")
    yield Visit("operator", "/jobs", "/jobs")
    yield Visit("operator", "/step-up", "/step-up?next=/profile")
    for who in ("admin", "operator"):
        yield Visit(who, "/profile/second-factor", "/profile/second-factor")
    yield Visit("operator", "/profile/second-factor/enrolment", "/profile/second-factor/enrolment")
    yield Visit("operator", "/accounts", "/accounts", 403)
    yield Visit("liaison", "/team/gaps", "/team/gaps")
    yield Visit("operator", "/briefings", "/briefings")
    yield Visit("operator", "/briefings/lesson", "/briefings/lesson")
    yield Visit("reviewer", "/agencies", "/agencies")
    yield Visit("reviewer", "/workdays", "/workdays")
    yield Visit("reviewer", "/{path:path}", "/tidak-ada", 404)


def _stories(world: World) -> Iterator[Visit]:
    """One complaint in each situation, as Kominfo reads it and as the agency does."""
    for name, number in world.numbers.items():
        yield Visit("admin", COMPLAINT, f"/complaints/{number}", is_main=name == "answered")
    for name in ("disposed", "returned", "submitted", "answered", "resolved"):
        yield Visit("operator", COMPLAINT, f"/complaints/{world.numbers[name]}", is_main=name == "disposed")
    yield Visit("liaison", COMPLAINT, f"/complaints/{world.numbers['submitted']}", is_main=True)
    yield Visit("inspector", COMPLAINT, f"/complaints/{world.numbers['supervisory']}")
    yield Visit("operator", COMPLAINT, f"/complaints/{world.numbers['supervisory']}", 404)
    yield Visit("leader", COMPLAINT, f"/complaints/{world.numbers['answered']}")


def _acts(world: World) -> Iterator[Visit]:
    """The page of each act, where it is open; one where it is closed."""
    keys, where = world.keys, {name: f"/complaints/{number}" for name, number in world.numbers.items()}

    def act(who: str, situation: str, route: str, path: str = "") -> Visit:
        return Visit(who, f"{COMPLAINT}/{route}", f"{where[situation]}/{path or route}")

    draft, question, answer = "follow-ups/{draft:int}", "questions/{question:int}/answer", keys["not copied"]
    yield act("admin", "received", "verification")
    yield act("admin", "resolved", "verification")
    yield act("admin", "received", "archive")
    yield act("admin", "verified", "disposition")
    yield act("admin", "disposed", "disposition", f"disposition?agency={world.agency}")
    yield act("admin", "disposed", "disposition/withdrawal")
    yield act("admin", "answered", "resolution")
    yield act("admin", "disposed", "data-correction")
    yield act("admin", "disposed", "lapor-number")
    yield act("admin", "disposed", "lapor-number/withdrawal")
    yield act("admin", "resolved", "reopening")
    yield act("admin", "answered", "identity")
    yield act("admin", "asked", question, f"questions/{keys['asked']}/answer")
    yield act("admin", "not copied", "follow-ups/{answer:int}/copied", f"follow-ups/{answer}/copied")
    yield act("admin", "drafted", draft, f"follow-ups/{keys['drafted']}")
    yield act("admin", "drafted", f"{draft}/submission", f"follow-ups/{keys['drafted']}/submission")
    vacant = f"follow-ups/{keys['vacant']}/approval/stand-in"
    yield act("admin", "vacant", f"{draft}/approval/stand-in", vacant)
    yield act("liaison", "submitted", f"{draft}/approval", f"follow-ups/{keys['submitted']}/approval")
    yield act("liaison", "submitted", f"{draft}/correction", f"follow-ups/{keys['submitted']}/correction")
    yield act("operator", "returned", draft, f"follow-ups/{keys['returned']}")
    for route in ("acceptance", "return", "questions", "notes", "follow-ups"):
        yield act("operator", "disposed", route)


def _kominfo(world: World) -> Iterator[Visit]:
    for route in (
        "/complaints/new",
        "/lapor/imports",
        "/lapor/ledger",
        "/lapor/statuses",
        "/lapor/classes",
        "/notifications",
        "/reports/closing",
        "/reports/recap",
        "/agencies",
        "/settings",
        "/settings/regency",
        "/first-steps",
        "/agencies/new",
        "/agencies/imports",
        "/accounts",
        "/accounts/new",
        "/accounts/invitations",
        "/roles",
        "/roles/new",
        "/workdays",
        "/workdays/hours",
        "/workdays/hours/exceptions/new",
        "/team/gaps",
        "/briefings",
        "/briefings/new",
        "/briefings/lesson",
        "/briefings/lesson/pages/new",
        "/decree-templates",
        "/jobs",
        "/audit",
        "/system",
        "/system/data-check",
        "/profile",
    ):
        yield Visit("admin", route, route)
    yield Visit("operator", "/complaints/new", "/complaints/new")
    yield Visit("admin", "/complaints", "/complaints?q=tidakada&status=resolved")
    yield Visit("admin", "/complaints", "/complaints?q=jalan&cols=holder,category,classification,lapor")
    yield Visit("admin", "/complaints/numbers", "/complaints/numbers?status=resolved&total=1")
    yield Visit("admin", "/complaints/views/new", "/complaints/views/new?status=resolved")
    yield Visit("admin", "/complaints/exports/new", "/complaints/exports/new?status=resolved")
    yield Visit("admin", "/lapor/ledger", "/lapor/ledger?view=differs")
    yield Visit("admin", "/notifications", "/notifications?view=all")
    yield Visit("admin", "/reports/rapor/{year:str}", f"/reports/rapor/{clock.today().year - 1}")
    for batch in world.batches.values():
        yield Visit("admin", "/lapor/imports/{public_id:str}", f"/lapor/imports/{batch}")
        undoing = "/lapor/imports/{public_id:str}/undoing"
        yield Visit("admin", undoing, f"/lapor/imports/{batch}/undoing")
    row = f"/lapor/imports/{world.batches['preview']}/rows/2"
    yield Visit("admin", "/lapor/imports/{public_id:str}/rows/{number:int}", row)
    for delivery in world.deliveries.values():
        yield Visit("admin", "/notifications/{public_id:str}", f"/notifications/{delivery}")
    yield Visit("admin", "/audit", "/audit?since=kemarin&about=complaint&actor=x")
    yield Visit("admin", "/audit/{key:int}", "/audit/1")
    yield Visit("admin", "/jobs", "/jobs?state=failed")
    yield Visit("admin", "/jobs/{public_id:str}", f"/jobs/{world.jobs[0]}")
    yield Visit("admin", "/agencies/{code:str}", "/agencies/DPUPR")
    yield Visit("admin", "/agencies/{code:str}/edit", "/agencies/DPUPR/edit")
    yield Visit("admin", "/agencies/{code:str}/end", "/agencies/DPUPR/end")
    yield Visit("admin", "/agencies/{code:str}/hours", "/agencies/DPUPR/hours")
    new_hours = "/agencies/DPUPR/hours/exceptions/new"
    yield Visit("admin", "/agencies/{code:str}/hours/exceptions/new", new_hours)
    yield Visit("admin", "/workdays/holidays/{holiday_id:int}", "/workdays/holidays/1")
    yield Visit("admin", "/workdays/years/{number:int}/list", "/workdays/years/2028/list")
    yield Visit("admin", "/agencies/{code:str}/merger", "/agencies/DPUPR/merger")
    into = f"/agencies/DPUPR/merger?into={world.agency}"
    yield Visit("admin", "/agencies/{code:str}/merger", into)
    yield Visit("admin", "/agencies/{code:str}", f"/agencies/{worlds.MERGED}")
    parting = f"/agencies/{worlds.MERGED}/merger/withdrawal"
    yield Visit("admin", "/agencies/{code:str}/merger/withdrawal", parting)
    for which in ("categories", "districts"):
        listed = f"/settings/lists/{which}"
        yield Visit("admin", "/settings/lists/{which:str}", listed)
        yield Visit("admin", "/settings/lists/{which:str}/imports", f"{listed}/imports")
        yield Visit("admin", "/settings/lists/{which:str}/{key:int}", f"{listed}/1")
    yield Visit("admin", "/roles/{code:str}", "/roles/liaison")
    yield Visit("admin", "/roles/{code:str}", f"/roles/{world.role}")
    yield Visit("admin", "/roles/{code:str}/edit", f"/roles/{world.role}/edit")
    yield Visit("admin", "/accounts/{public_id:str}", f"/accounts/{world.invited}")
    helped = f"/accounts/{world.invited}/sign-in-help"
    yield Visit("admin", "/accounts/{public_id:str}/sign-in-help", helped)
    yield Visit("admin", "/accounts/{public_id:str}/edit", f"/accounts/{world.invited}/edit")
    yield Visit("admin", "/accounts/{public_id:str}/rights", f"/accounts/{world.invited}/rights")
    held = f"/accounts/{world.invited}/assignments/{world.assignment}/edit"
    yield Visit("admin", "/accounts/{public_id:str}/assignments/{assignment_id:int}/edit", held)
    yield Visit("operator", "/profile/rights", "/profile/rights")


def _decrees(world: World) -> Iterator[Visit]:
    draft, at = "/decrees/{decree:str}", world.decrees
    yield Visit("admin", "/decrees", "/decrees", is_main=True)
    yield Visit("liaison", "/decrees", "/decrees")
    yield Visit("admin", "/team", "/team", is_main=True)
    yield Visit("operator", "/team", "/team?q=tidakada")
    yield Visit("admin", "/team/handovers/{handover:str}", at["handover"], is_main=True)
    yield Visit("admin", "/team/additions/new", "/team/additions/new")
    yield Visit("admin", "/team/{row:str}/mutation", at["seat"])
    yield Visit("admin", "/team/{row:str}/contacts", at["seat"].replace("/mutation", "/contacts"))
    yield Visit("admin", draft, at["decree"])
    yield Visit("operator", f"{draft}/particulars", f"{at['decree']}/particulars")
    yield Visit("admin", f"{draft}/withdrawal", f"{at['decree']}/withdrawal")
    asked = "/decrees/confirmations/{confirmation:str}"
    yield Visit("liaison", asked, at["asked"], is_main=True)
    yield Visit("head", "/decrees/confirmations", "/decrees/confirmations")
    yield Visit("operator", asked, at["asked"], 403)
    yield Visit("admin", f"{asked}/answer", f"{at['asked']}/answer", is_main=True)
    yield Visit("admin", f"{draft}/board", f"{at['draft']}/board", is_main=True)
    yield Visit("admin", f"{draft}/round", f"{at['draft']}/round")
    yield Visit("admin", "/decrees/new", "/decrees/new")
    yield Visit("admin", draft, at["draft"], is_main=True)
    yield Visit("reviewer", draft, f"{at['draft']}?q=tidakada")
    yield Visit("liaison", draft, at["draft"], 404)
    yield Visit("admin", f"{draft}/particulars", f"{at['draft']}/particulars")
    yield Visit("reviewer", f"{draft}/particulars", f"{at['draft']}/particulars")
    yield Visit("admin", f"{draft}/agencies/{{code:str}}", f"{at['draft']}/agencies/DPUPR", is_main=True)
    yield Visit("admin", f"{draft}/agency", f"{at['draft']}/agency?code=kabupaten")
    for route in ("paraf", "signature", "enactment", "withdrawal"):
        yield Visit("admin", f"{draft}/{route}", f"{at['draft']}/{route}")
    yield Visit("admin", f"{draft}/positions/new", f"{at['draft']}/positions/new")
    yield Visit("admin", f"{draft}/positions/{{position:int}}", at["position"])


def _team(world: World) -> Iterator[Visit]:
    """Papers of the decree, briefings, looking back."""
    at, draft = world.team, world.decrees["draft"]
    yield Visit("admin", "/decrees/{decree:str}/documents", f"{draft}/documents")
    yield Visit("admin", "/decrees/{decree:str}/roster-file/import", f"{draft}/roster-file/import")
    yield Visit("admin", "/briefings/{public_id:str}", at["ahead"])
    yield Visit("admin", "/briefings/{public_id:str}", at["over"])
    yield Visit("operator", "/briefings/{public_id:str}", at["over"])
    yield Visit("admin", "/briefings/{public_id:str}/edit", f"{at['ahead']}/edit")
    yield Visit("admin", "/briefings/{public_id:str}/cancellation", f"{at['ahead']}/cancellation")
    yield Visit("admin", "/briefings/lesson/pages/{page_id:int}", at["page"])
    yield Visit("admin", "/team/history", "/team/history?agency=DPUPR")
    compared = "&".join(f"{name}={world.decrees[key].rpartition('/')[2]}" for name, key in COMPARED)
    yield Visit("admin", "/team/comparison", f"/team/comparison?{compared}")
    yield Visit("operator", "/team/comparison", "/team/comparison")
    yield Visit("admin", "/access-reviews", "/access-reviews")
    yield Visit("admin", "/access-reviews/{year:int}", at["review"])
    yield Visit("admin", "/access-reviews/{year:int}", f"{at['review']}?show=decided")
    yield Visit("admin", "/access-reviews/{year:int}/endings/{public_id:str}", at["ending"])


def _strangers(world: World) -> Iterator[Visit]:
    yield Visit("stranger", "/sign-in", "/sign-in?next=/complaints", is_main=True)
    for route in ("/password-reset", "/password-reset/code", "/official-number"):
        yield Visit("stranger", route, route)
    yield Visit("stranger", "/password-reset/{token:str}", "/password-reset/bukan-tautan", 410)
    yield Visit("stranger", "/complaints", "/complaints")
    yield Visit("stranger", "/{path:path}", "/tidak-ada", 404)
    yield Visit("stranger", "/invitations/{token:str}", f"/invitations/{world.invitation}", is_main=True)
    yield Visit("stranger", "/invitations/{token:str}", "/invitations/bukan-undangan", 404)
    yield Visit("stranger", "/identity-changes/{token:str}", f"/identity-changes/{world.change}")
    yield Visit("stranger", "/identity-changes/{token:str}", "/identity-changes/bukan-tautan", 404)
