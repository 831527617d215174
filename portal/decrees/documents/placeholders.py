"""What a Word template may say: names from a list, lists gone through, nothing that acts.

Jinja can reach any attribute of what it is given, and from there a shell; so a template is read first, and
only a few kinds of node are let through. The sandbox stands behind that as a second wall.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from portal.decrees.documents.content import LISTS, NEEDED, NEEDED_OF_TEAM, SCALARS
from portal.errors import BadInput

DEEPEST = 2  # lists inside lists
BROKEN = "Kurung isian tidak lengkap atau salah tulis. Isian ditulis seperti {{ nomor }}."
ACTS = "Templat hanya boleh memuat isian dan pengulangan daftar. Hapus perintah lain, misalnya “{}”."
NESTED = "Pengulangan daftar di dalam pengulangan lain terlalu dalam."
UNKNOWN = "Isian tidak dikenal: {}."
MISSING = "Isian wajib belum ada: {}."

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.Not,
    nodes.And,
    nodes.Or,
)


def sandbox() -> ImmutableSandboxedEnvironment:
    """An environment that escapes, knows no function and stumbles over every missing name."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    return made


@dataclass(slots=True)
class Found:
    """The names that a template uses; those of a list's lines stand as `tim.nama`."""

    used: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)


def ensure_known(sources: Mapping[str, str]) -> None:
    """Look through the parts of a template; raises BadInput naming what is unknown or missing."""
    found = Found()
    for source in sources.values():
        _walk(_parsed(source).body, {}, found)
    missing = [name for name in _needed() if name not in found.used]
    sentences = []
    if found.unknown:
        sentences.append(UNKNOWN.format(", ".join(sorted(found.unknown))))
    if missing:
        sentences.append(MISSING.format(", ".join(missing)))
    if sentences:
        raise BadInput(" ".join(sentences))


def _needed() -> list[str]:
    return [*NEEDED, *(f"tim.{name}" for name in NEEDED_OF_TEAM)]


def _parsed(source: str) -> nodes.Template:
    try:
        return sandbox().parse(source)
    except TemplateSyntaxError:
        raise BadInput(BROKEN) from None


def _walk(
    found_nodes: Iterator[nodes.Node] | list[nodes.Node], lines: Mapping[str, str], found: Found
) -> None:
    """`lines` says which list a loop's name goes through."""
    for node in found_nodes:
        if not isinstance(node, _ALLOWED):
            raise BadInput(ACTS.format(_called(node)))
        if isinstance(node, nodes.For):
            _walk_list(node, lines, found)
        elif isinstance(node, nodes.Getattr):
            _take_part(node, lines, found)
        elif isinstance(node, nodes.Name):
            _take(node.name, found)
        else:
            _walk(node.iter_child_nodes(), lines, found)


def _walk_list(node: nodes.For, lines: Mapping[str, str], found: Found) -> None:
    if node.test or node.recursive or not isinstance(node.target, nodes.Name):
        raise BadInput(ACTS.format("for"))
    if len(lines) >= DEEPEST:
        raise BadInput(NESTED)
    source = node.iter.name if isinstance(node.iter, nodes.Name) else ""
    if source not in LISTS:
        found.unknown.add(source or "for")
        return
    found.used.add(source)
    _walk([*node.body, *node.else_], {**lines, node.target.name: source}, found)


def _take_part(node: nodes.Getattr, lines: Mapping[str, str], found: Found) -> None:
    owner = node.node.name if isinstance(node.node, nodes.Name) else ""
    if owner not in lines:
        # `cycler.__init__` ends here, and so does everything else that is no line of a list.
        found.unknown.add(f"{owner or '…'}.{node.attr}")
    elif node.attr in LISTS[lines[owner]]:
        found.used.add(f"{lines[owner]}.{node.attr}")
    else:
        found.unknown.add(f"{owner}.{node.attr}")


def _take(name: str, found: Found) -> None:
    if name in SCALARS or name in LISTS:
        found.used.add(name)
    else:
        found.unknown.add(name)


def _called(node: nodes.Node) -> str:
    return {"Call": "fungsi()", "Filter": "|", "Getitem": "[…]"}.get(type(node).__name__, type(node).__name__)
