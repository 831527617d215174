"""States of accounts and invitations as the pages show them: icon, tone, word."""

from __future__ import annotations

from portal.accounts.invitations import InvitationState
from portal.accounts.tables import AccountState

ACCOUNT_STATES: dict[str, tuple[str, str, str]] = {
    AccountState.INVITED: ("circle-dashed", "wait", "Diundang"),
    AccountState.ACTIVE: ("circle-check", "done", "Aktif"),
    AccountState.SUSPENDED: ("player-pause", "todo", "Ditangguhkan"),
    AccountState.ENDED: ("circle-x", "wait", "Berakhir"),
}
INVITATION_STATES: dict[str, tuple[str, str, str]] = {
    InvitationState.WAITING: ("clock", "wait", "Belum dibuka"),
    InvitationState.OPENED: ("eye", "run", "Sudah dibuka, belum diterima"),
    InvitationState.USED: ("circle-check", "done", "Diterima"),
    InvitationState.EXPIRED: ("alert-circle", "late", "Kedaluwarsa"),
    InvitationState.REPLACED: ("replace", "wait", "Diganti undangan yang lebih baru"),
    InvitationState.REVOKED: ("x", "wait", "Dibatalkan"),
}
