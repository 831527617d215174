"""What a Word file fetches or carries along, read as XML, so that its spelling changes nothing.

Word fetches some of it when the file is opened, from machines inside the office's network too.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

HYPERLINKS = frozenset(
    {
        "http://schemas.openxmlformats.org/officedocument/2006/relationships/hyperlink",
        "http://purl.oclc.org/ooxml/officedocument/relationships/hyperlink",
    }
)
CLICKED = re.compile(r"(https?|mailto):", re.IGNORECASE)
"""A link waits for a click. Any other scheme, and UNC, would hand Windows' password hash to its server."""

# fmt: off
CARRIERS = frozenset(
    {
        "afchunk", "attachedtemplate", "attachedtoolbars", "oleobject", "package", "control",
        "activexcontrolbinary", "subdocument", "frame", "mailmergesource", "mailmergeheadersource",
        "recipientdata", "vbaproject", "wordvbadata", "video", "audio", "media",
    }
)
# fmt: on
"""The last words of types of relationships that bring in another file."""

# fmt: off
ELEMENTS = frozenset(
    {
        "altchunk", "object", "oleobject", "control", "subdoc", "attachedtemplate", "mailmerge", "frameset",
    }
)
FIELDS = frozenset(
    {
        "includepicture", "includetext", "include", "import", "link", "dde", "ddeauto", "embed", "database",
        "rd", "macrobutton", "control", "htmlcontrol", "htmlactivex", "autotext", "autotextlist",
    }
)
# fmt: on
FOREIGN_PARTS = re.compile(
    r"macro|vba|oleobject|activex|html|rfc822|rtf|template\.main|/msword|x-msdownload", re.IGNORECASE
)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]+")
INSTRUCTIONS = frozenset({"instrtext", "delinstrtext"})


def parsed(content: bytes) -> etree._Element:
    """The root of a part; raises ValueError for what is no XML or defines entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    if root.getroottree().docinfo.doctype:
        raise ValueError("doctype")
    return root


def foreign_type(content_types: etree._Element) -> str | None:
    """The first content type that no plain document has: macros, embedded pages and objects."""
    named = (_attributes(each).get("contenttype", "") for each in _elements(content_types))
    return next((each for each in named if FOREIGN_PARTS.search(each)), None)


def reaching_out(relationships: etree._Element, source: str) -> str | None:
    """The first target of these relationships that lies outside or is carried along."""
    for each in _elements(relationships):
        if _name(each) == "relationship":
            told = _attributes(each)
            target = told.get("target", "")
            if _is_refused(told.get("type", ""), told.get("targetmode", ""), target, source):
                return target[:80]
    return None


def acting(part: etree._Element) -> str | None:
    """The first element, address or field code in a part that brings something in from elsewhere."""
    for each in _elements(part):
        if _name(each) in ELEMENTS:
            return _name(each)
        told = _attributes(each)
        for value in (told.get("src", ""), told.get("href", "")):
            if _leads_out(value):
                return value[:80]
    return next((code.strip()[:80] for code in _codes(part) if _is_acting(code)), None)


def _is_refused(kind: str, mode: str, target: str, source: str) -> bool:
    kind, mode = (BLANKS.sub("", word).casefold() for word in (kind, mode))
    if kind.rpartition("/")[2] in CARRIERS:
        return True
    if mode and mode != "internal":
        return kind not in HYPERLINKS or not CLICKED.match(BLANKS.sub("", _decoded(target)))
    return _leads_out(target) or _leaves(target, source)


def _leads_out(target: str) -> bool:
    bare = BLANKS.sub("", _decoded(target))
    return bool(SCHEME.match(bare)) or "\\" in bare or bare.startswith("//")


def _leaves(target: str, source: str) -> bool:
    """Whether the way from the part leads above the package's top."""
    way = _decoded(target).partition("#")[0].partition("?")[0]
    steps = [] if way.startswith("/") else posixpath.dirname(source).split("/")
    for step in (each.strip() for each in way.split("/")):
        if step == ".." and not [each for each in steps if each]:
            return True
        if step == "..":
            steps.pop()
        elif step not in {"", "."}:
            steps.append(step)
    return False


def _decoded(target: str) -> str:
    # Twice, since what is decoded here may be decoded once more by whoever opens it.
    return unquote(unquote(target))


def _codes(part: etree._Element) -> Iterator[str]:
    """Field codes, put together from the runs that Word cuts them into; fields may stand in fields."""
    open_codes: list[str] = []
    for each in _elements(part):
        name, told = _name(each), _attributes(each)
        if name == "fldsimple":
            yield told.get("instr", "")
        elif name == "fldchar":
            kind = told.get("fldchartype", "").casefold()
            if kind == "begin":
                open_codes.append("")
            elif kind == "end" and open_codes:
                yield open_codes.pop()
        elif name in INSTRUCTIONS:
            open_codes = open_codes or [""]
            open_codes[-1] += each.text or ""
    yield from open_codes


def _is_acting(code: str) -> bool:
    word = re.match(r"\W*(\w+)", code)
    # A field without a word of its own has it made by a field inside.
    if word is None or word[1].casefold() in FIELDS:
        return True
    is_link = word[1].casefold() == "hyperlink"
    return is_link and bool(re.search(r"\\\\|\bfile:|\bsmb:|\bldap", _decoded(code), re.IGNORECASE))


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    return (each for each in root.iter() if isinstance(each.tag, str))


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname).casefold()


def _attributes(element: etree._Element) -> dict[str, str]:
    return {etree.QName(name).localname.casefold(): str(value) for name, value in element.attrib.items()}
