"""The Word file: a template checked once at upload, filled as often as wanted. Slow enough for a thread."""

from __future__ import annotations

import io
from typing import Any

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml.etree import LxmlError

from portal.decrees.documents import package, placeholders
from portal.decrees.documents.content import DecreeText, values
from portal.errors import BadInput
from portal.settings import ROOT

BUILT_IN = ROOT / "templates" / "decrees" / "documents" / "sk-tim.docx"
FOOTNOTES = "footnotes+xml"
PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
"""What docxtpl fills besides the text itself."""

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def built_in() -> bytes:
    """The template that comes with the portal; `scripts/decree_template.py` makes it."""
    return BUILT_IN.read_bytes()


def ensure_template(content: bytes) -> None:
    """Refuse with a sentence what is no template for a decree; names unknown and missing placeholders."""
    package.ensure_plain(content)
    try:
        placeholders.ensure_known(_sources(_opened(content)))
        fill(content, _EXAMPLE)
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, TypeError, LookupError):
        raise BadInput(package.NOT_WORD) from None


def fill(template: bytes, text: DecreeText) -> bytes:
    """The decree as a Word file."""
    opened = _opened(template)
    try:
        opened.render(values(text), placeholders.sandbox())
    except TemplateError:
        raise BadInput(placeholders.BROKEN) from None
    kept = io.BytesIO()
    opened.save(kept)
    return kept.getvalue()


def _opened(content: bytes) -> Any:
    opened = DocxTemplate(io.BytesIO(content))
    opened.init_docx()
    return opened


def _sources(opened: Any) -> dict[str, str]:
    """Everything that would be rendered, as Jinja would get it."""
    found = {"body": opened.patch_xml(opened.get_xml())}
    for uri in (opened.HEADER_URI, opened.FOOTER_URI):
        for key, part in opened.get_headers_footers(uri):
            found[key] = opened.patch_xml(opened.get_part_xml(part))
    for part in opened.docx.part.package.parts:
        if part.content_type.endswith(FOOTNOTES):
            found[str(part.partname)] = opened.patch_xml(part.blob.decode())
    for name in PROPERTIES:
        found[name] = getattr(opened.docx.core_properties, name)
    return found


_EXAMPLE = DecreeText(
    number="",
    year=2027,
    dated=None,
    title="Contoh",
    regency="",
    place="",
    head_title="",
    signer_name="",
    signer_title="",
    starts_on=None,
    ends_on=None,
    weighing=("Contoh",),
    recalling=("Contoh",),
    deciding=("Contoh",),
    members=(),
)
