"""From a complaint back to the list it was opened from, at the same place."""

from urllib.parse import parse_qsl, quote, unquote, urlencode

from litestar.response import Template

from portal.complaints.display.listed import PATH
from portal.web import Request, cookies

COOKIE = "aspal_list"
LONGEST = 1_000
"""Letters of a query that are remembered; a longer one leads back to the whole list."""


def remembered(answer: Template, request: Request) -> Template:
    """The answer, with which the browser keeps the list's query until it is closed."""
    query = request.url.query
    kept = quote(query, safe="") if len(query) <= LONGEST else ""
    if kept != cookies.value(request, COOKIE):
        answer.cookies.append(cookies.to_set(COOKIE, kept))
    return answer


def href(request: Request, number: str) -> str:
    """The list as it was left, at this complaint; a cookie can only hold a query of it."""
    kept = unquote(cookies.value(request, COOKIE))[:LONGEST]
    query = urlencode(parse_qsl(kept))
    return f"{PATH}?{query}#{number}" if query else f"{PATH}#{number}"
