"""The words of a message: checked against its template, filled in, and cut into pieces for a bubble."""

import re
from dataclasses import dataclass

from portal.simulator.config import Template
from portal.simulator.protocol import GraphError, Send, TemplateBody, TextBody

TEXT_LIMIT = 4096
BODY_LIMIT = 1024
PLACEHOLDER = re.compile(r"\{\{(\d+)\}\}")
FORBIDDEN_IN_VALUE = re.compile(r"[\n\t]| {5,}")
MARKS = re.compile(r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)])|\*(?P<bold>[^*\n]+)\*")
UNAVAILABLE = {"PAUSED": 132015, "DISABLED": 132016}


@dataclass(frozen=True, slots=True)
class Content:
    """What the phone shows; `category` is the one Meta bills."""

    text: str
    category: str
    ttl: float
    parameters: tuple[str, ...] = ()
    button_text: str = ""
    button_url: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    kind: str = "plain"


def read_content(send: Send, templates: dict[str, Template] | None) -> Content:
    """The content of a template or text message. Raises GraphError."""
    if send.type == "template":
        if send.template is None:
            raise GraphError(131008, "Parameter template is required.")
        return _fill(send.template, _find_template(send.template, templates))
    if send.type == "text":
        return _text(send.text)
    raise GraphError(131051, f"Message type {send.type} is not supported.")


def pieces(text: str) -> list[list[Piece]]:
    """Lines of a bubble: plain text, links and bold."""
    return [_cut(line) for line in text.splitlines() if line.strip()]


def _text(body: TextBody | None) -> Content:
    if body is None or not body.body.strip():
        raise GraphError(131008, "Parameter text.body is required.")
    if len(body.body) > TEXT_LIMIT:
        raise GraphError(100, f"Param text['body'] must be at most {TEXT_LIMIT} characters long.")
    return Content(text=body.body, category="service", ttl=Template(parameters=0).ttl)


def _find_template(body: TemplateBody, templates: dict[str, Template] | None) -> Template:
    if templates is None:
        return Template(parameters=len(body.values("body")), language=body.language.code)
    template = templates.get(body.name)
    if template is None or template.language != body.language.code:
        raise GraphError(132001, f"template name ({body.name}) does not exist in {body.language.code}")
    if code := UNAVAILABLE.get(template.status):
        raise GraphError(code)
    return template


def _fill(body: TemplateBody, template: Template) -> Content:
    values = body.values("body")
    _check_values(values, template)
    buttons = body.values("button")
    if PLACEHOLDER.search(template.button_url) and not buttons:
        raise GraphError(131008, "buttons: Button at index 0 of type Url requires a parameter")
    text = _replace(template.body, values) if template.body else "\n".join([body.name, *values])
    if len(text) > BODY_LIMIT:
        raise GraphError(132005, f"Translated text too long: {len(text)} > {BODY_LIMIT}")
    return Content(
        text=text,
        category=template.category.lower(),
        ttl=template.ttl,
        parameters=tuple(values),
        button_text=template.button_text,
        button_url=_replace(template.button_url, buttons),
    )


def _check_values(values: list[str], template: Template) -> None:
    if len(values) != template.parameters:
        raise GraphError(
            132000,
            f"body: number of localizable_params ({len(values)}) does not match "
            f"the expected number of params ({template.parameters})",
        )
    if not all(values):
        raise GraphError(131008, "Parameter of type text is missing text value")
    if any(FORBIDDEN_IN_VALUE.search(value) for value in values):
        raise GraphError(132018, "Param text has new-line/tab characters or more than 4 consecutive spaces")


def _replace(text: str, values: list[str]) -> str:
    known = {str(place): value for place, value in enumerate(values, start=1)}
    return PLACEHOLDER.sub(lambda found: known.get(found[1], found[0]), text)


def _cut(line: str) -> list[Piece]:
    cut, end = [], 0
    for found in MARKS.finditer(line):
        cut.append(Piece(line[end : found.start()]))
        cut.append(Piece(found["url"], "link") if found["url"] else Piece(found["bold"], "bold"))
        end = found.end()
    cut.append(Piece(line[end:]))
    return [piece for piece in cut if piece.text]
