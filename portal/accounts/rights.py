"""What a person may do and why: permission, role, agency, where it comes from, from–until."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.accounts import people, role_book
from portal.accounts.people import PostRow
from portal.accounts.permission_groups import grouped
from portal.accounts.role_pages import SOURCES
from portal.accounts.tables import AccountState
from portal.permissions import Permission

LOCKED = {
    AccountState.INVITED: "Undangannya belum diterima, jadi orang ini belum dapat masuk.",
    AccountState.SUSPENDED: "Akun ini ditangguhkan: selama itu tidak satu pun hak di bawah ini berlaku.",
    AccountState.ENDED: "Akun ini sudah berakhir: tidak ada hak yang berlaku.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody may do something: one role, somewhere, for a time."""

    role: str
    role_code: str
    where: str
    source: str
    when: str
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Right:
    """One permission in words, with everything that gives it."""

    words: str
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Rights:
    """All rights of a person under the thing they are about; `locked` says why none of them works."""

    groups: list[tuple[str, list[Right]]]
    locked: str


async def of(account_id: int, state: str, at: datetime) -> Rights:
    """What the person may do now, and from days to come."""
    book = await role_book.everything()
    posts = (await people.posts_of([account_id]))[account_id]
    lasting = [post for post in posts if not post.is_over(at) and post.role in book]
    given = {
        permission: [
            _reason(post, at)
            for post in lasting
            if permission in book[post.role].permissions_for(post.agency_id)
        ]
        for permission in Permission
    }
    held = {permission for permission, reasons in given.items() if reasons}
    groups = [
        (title, [Right(words, given[permission]) for permission, words in members])
        for title, members in grouped(held)
    ]
    return Rights(groups, LOCKED.get(AccountState(state), ""))


def _reason(post: PostRow, at: datetime) -> Reason:
    return Reason(
        post.role_name,
        post.role,
        post.agency or "semua perangkat daerah",
        SOURCES[post.source],
        post.when(at),
        post.is_in_force(at),
    )
