"""Graph error codes: the HTTP status and title that Meta's error-codes page gives each (Sep 2026)."""

from typing import NamedTuple


class Code(NamedTuple):
    status: int
    title: str


CODES: dict[int, Code] = {
    0: Code(401, "AuthException"),
    1: Code(400, "API Unknown"),
    2: Code(503, "API Service"),
    3: Code(500, "API Method"),
    4: Code(400, "API Too Many Calls"),
    10: Code(403, "Permission Denied"),
    33: Code(400, "Parameter value is not valid"),
    100: Code(400, "Invalid parameter"),
    190: Code(401, "Invalid OAuth access token"),
    200: Code(403, "API Permission"),
    368: Code(403, "Temporarily blocked for policies violations"),
    2494100: Code(400, "Your account is being registered"),
    80007: Code(400, "Rate limit issues"),
    130403: Code(403, "The business has blocked this user"),
    130429: Code(400, "Rate limit hit"),
    130472: Code(400, "User's number is part of an experiment"),
    130497: Code(403, "Business account is restricted from messaging users in this country"),
    131000: Code(500, "Something went wrong"),
    131005: Code(403, "Access denied"),
    131008: Code(400, "Required parameter is missing"),
    131009: Code(400, "Parameter value is not valid"),
    131016: Code(500, "Service unavailable"),
    131021: Code(400, "Recipient cannot be sender"),
    131026: Code(400, "Message undeliverable"),
    131030: Code(400, "Recipient phone number not in allowed list"),
    131031: Code(403, "Account has been locked"),
    131037: Code(400, "Display name approval needed"),
    131042: Code(400, "Business eligibility payment issue"),
    131045: Code(500, "Incorrect certificate"),
    131047: Code(400, "Re-engagement message"),
    131048: Code(400, "Spam rate limit hit"),
    131049: Code(400, "Not delivered to maintain healthy ecosystem engagement"),
    131050: Code(400, "User has stopped marketing messages"),
    131051: Code(400, "Unsupported message type"),
    131052: Code(400, "Media download error"),
    131053: Code(400, "Media upload error"),
    131056: Code(400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: Code(500, "Account in maintenance mode"),
    131062: Code(400, "Business-scoped user id is not supported"),
    131063: Code(400, "Message content is not supported"),
    131064: Code(400, "Messaging limit reached"),
    132000: Code(400, "Template param count mismatch"),
    132001: Code(404, "Template does not exist"),
    132005: Code(400, "Template hydrated text too long"),
    132007: Code(400, "Template format character policy violated"),
    132008: Code(400, "Template parameter format mismatch"),
    132012: Code(400, "Template parameter format mismatch"),
    132015: Code(400, "Template is paused"),
    132016: Code(400, "Template is disabled"),
    132018: Code(400, "Template parameter has invalid characters"),
    132068: Code(400, "Flow is blocked"),
    132069: Code(400, "Flow is throttled"),
    133000: Code(500, "Incomplete deregistration"),
    133004: Code(503, "Server temporarily unavailable"),
    133006: Code(400, "Phone number re-verification needed"),
    133010: Code(400, "Phone number not registered"),
    133015: Code(400, "Please wait a few minutes before attempting to register this phone number"),
    134101: Code(400, "Template is syncing"),
    135000: Code(400, "Generic user error"),
    137000: Code(400, "Recipient identity key mismatch"),
}


def describe(code: int) -> Code:
    """A code that is not in the table is a plain 400, to see what the portal does with news."""
    return CODES.get(code, Code(400, "Unlisted error"))
