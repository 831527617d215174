"""Cut Tabler's stylesheet down to what the portal's pages can use.

    npm pack @tabler/core@1.6.1
    python scripts/cut_tabler.py tabler-core-1.6.1.tgz

Run it again whenever tests/web/test_vendor_files.py says that a template uses a class that was cut.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import tinycss2
import vendor_readme
from tinycss2.ast import AtRule, FunctionBlock, Node, QualifiedRule

ROOT = Path(__file__).resolve().parent.parent
MEMBER = "package/dist/css/tabler.min.css"
ORIGINAL_SHA256 = "370a2d4e608ae518351d10528fc7dbe19b354ae5062c51b2a9cb294850d65403"
BANNER = """/*!
 * Tabler v1.6.1 (https://tabler.io), cut by scripts/cut_tabler.py to the classes this portal uses
 * Copyright 2018-2026 The Tabler Authors
 * Copyright 2018-2026 codecalm.net Paweł Kuna
 * Licensed under MIT (https://github.com/tabler/tabler/blob/master/LICENSE)
 */
"""

BREAKPOINT = r"(?:(?:sm|md|lg)-)?"
SPACE = r"(?:\d|auto)"
TONE = r"(?:primary|secondary|success|danger|warning|info)"

# Whole families are kept, so that a template may use a neighbour (mt-2 → mt-4) without a new cut.
KEPT = re.compile(
    "|".join(
        [
            rf"[mp][trblsexy]?-{BREAKPOINT}{SPACE}",
            rf"g[xy]?-{BREAKPOINT}\d",
            rf"(?:row-|column-)?gap-{BREAKPOINT}\d",
            rf"d-(?:print-)?{BREAKPOINT}(?:none|block|inline|inline-block|flex|inline-flex|grid|table-cell)",
            rf"flex-{BREAKPOINT}(?:fill|row|column|wrap|nowrap|(?:grow|shrink)-[01])",
            rf"justify-content-{BREAKPOINT}(?:start|end|center|between)",
            rf"align-(?:items|self)-{BREAKPOINT}(?:start|end|center|baseline|stretch)",
            r"align-(?:baseline|top|middle|bottom)",
            rf"order-{BREAKPOINT}(?:first|last|\d)",
            r"row|col",
            rf"col-{BREAKPOINT}(?:auto|\d+)|col-(?:sm|md|lg)",
            r"text-(?:(?:sm|md|lg)-)?(?:start|end|center)",
            r"text-(?:nowrap|wrap|break|truncate|reset|uppercase|lowercase|capitalize|body|muted)",
            rf"text-{TONE}",
            r"text-decoration-(?:none|underline|line-through)",
            r"f[sw]-\w+|fst-italic|font-monospace|lh-\w+|small|strong|lead|mark|h[1-6]",
            r"bg-(?:transparent|body|white)|bg-surface(?:-secondary)?",
            r"border(?:-(?:top|bottom|start|end))?(?:-[01])?",
            r"rounded(?:-[0-3]|-circle|-pill)?",
            r"overflow-(?:x-|y-)?(?:auto|hidden|visible)",
            r"position-(?:static|relative|absolute|fixed|sticky)|sticky-top",
            r"(?:top|bottom|start|end)-0|z-[0-3]|float-(?:start|end)",
            r"[wh]-(?:auto|25|50|75|100)|mw-100|mh-100|min-vh-100",
            r"visible|invisible|visually-hidden(?:-focusable)?|user-select-(?:all|none)|cursor-pointer",
            r"list-(?:unstyled|inline|inline-item)|vr|hstack|vstack|object-(?:cover|contain)|img-fluid",
            r"form-(?:label|hint|text|fieldset|file-button|switch)",
            r"form-control(?:-sm|-lg|-plaintext)?|form-select(?:-sm)?",
            r"form-check(?:-input|-label|-inline|-description)?",
            r"input-group(?:-text|-flat|-sm)?|input-icon(?:-addon)?|col-form-label",
            r"invalid-feedback|is-invalid|disabled|active|show|showing|hiding|fade|collapse|collapsing|required",
            rf"btn(?:-sm|-lg|-link|-icon|-list|-group|-loading|-close|-action|-actions|-(?:outline-)?{TONE})?",
            rf"alert(?:-heading|-title|-icon|-link|-description|-{TONE})?",
            r"toast(?:-container|-header|-body)?",
            r"modal(?:-(?:backdrop|body|content|dialog(?:-centered|-scrollable)?|footer|header|sm|lg|title))?",
            r"table(?:-sm|-responsive|-vcenter)?|caption-top",
            r"page-(?:item|link)|pagination|breadcrumb(?:-item)?",
            r"progress(?:-bar|-sm)?|spinner-border(?:-sm)?",
            r"icon|container(?:-fluid)?|ratio(?:-16x9|-1x1|-4x3)?|timeline",
        ]
    )
)
# Attributes set by scripts we do not ship: date picker, popper, colour settings; and right-to-left text.
CUT_ATTRIBUTE = re.compile(r"\[(?:data-vc|data-date|data-bs-(?!theme\b)|data-bs-theme-|data-nav|dir=|class)")

CLASS_ATTRIBUTE = re.compile(r"""class(?:Name)?\s*=\s*("[^"]*"|'[^']*')""")
CLASS_LIST = re.compile(r"""classList\.\w+\(([^)]*)\)""")
NAME = re.compile(r"[A-Za-z][\w-]*")
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
DEFINITION = re.compile(r"(--tblr-[\w-]+):[^;{}]*(?:;|(?=\}))")
EMPTY_RULE = re.compile(r"(?<=[}{])[^{}@]+\{\}")


def used_classes(root: Path = ROOT) -> set[str]:
    """Return every word that stands in a class attribute of templates, Python or scripts of the portal."""
    return {word for path in _sources(root) for word in _class_words(path.read_text(encoding="utf-8"))}


def cut(css: str, used: set[str], own_css: str = "") -> str:
    """Return the part of `css` that the used classes, the kept families and bare elements need."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    kept = "".join(_cut_rules(rules, used))
    kept = _without_unused_variables(kept, own_css)
    return BANNER + _without_unused_keyframes(kept) + "\n"


def classes_in(css: str) -> set[str]:
    """Return the class names that the selectors of a stylesheet name."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return {name for prelude in _preludes(rules) for name in _class_names(prelude)}


def _sources(root: Path) -> Iterator[Path]:
    yield from root.glob("templates/**/*.html")
    yield from root.glob("portal/**/*.py")
    yield from root.glob("static/js/**/*.js")


def _class_words(text: str) -> Iterator[str]:
    for found in (*CLASS_ATTRIBUTE.findall(text), *CLASS_LIST.findall(text)):
        yield from NAME.findall(found)


def _cut_rules(rules: Iterable[Node], used: set[str]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            yield _cut_rule(rule, used)
        elif isinstance(rule, AtRule):
            yield _cut_at_rule(rule, used)


def _cut_rule(rule: QualifiedRule, used: set[str]) -> str:
    wanted = [tinycss2.serialize(part).strip() for part in _selectors(rule.prelude) if _is_wanted(part, used)]
    return f"{','.join(wanted)}{{{tinycss2.serialize(rule.content)}}}" if wanted else ""


def _cut_at_rule(rule: AtRule, used: set[str]) -> str:
    if rule.lower_at_keyword == "keyframes":
        return str(rule.serialize())
    if rule.lower_at_keyword != "media":
        return ""
    kept = "".join(_cut_rules(_rules_in(rule), used))
    return f"@media{tinycss2.serialize(rule.prelude)}{{{kept}}}" if kept else ""


def _selectors(prelude: list[Node]) -> Iterator[list[Node]]:
    part: list[Node] = []
    for node in prelude:
        if node.type == "literal" and node.value == ",":
            yield part
            part = []
        else:
            part.append(node)
    yield part


def _is_wanted(selector: list[Node], used: set[str]) -> bool:
    if CUT_ATTRIBUTE.search(tinycss2.serialize(selector)):
        return False
    return all(_is_kept(name, used) for name in _class_names(selector)) and all(
        any(_is_wanted(choice, used) for choice in _selectors(node.arguments))
        for node in selector
        if isinstance(node, FunctionBlock) and node.lower_name in {"is", "where", "has"}
    )


def _class_names(nodes: list[Node]) -> Iterator[str]:
    dotted = False
    for node in nodes:
        if dotted and node.type == "ident":
            yield node.value
        dotted = node.type == "literal" and node.value == "."


def _is_kept(name: str, used: set[str]) -> bool:
    return name in used or KEPT.fullmatch(name) is not None


def _preludes(rules: Iterable[Node]) -> Iterator[list[Node]]:
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            yield rule.prelude
            yield from (node.arguments for node in rule.prelude if isinstance(node, FunctionBlock))
        elif isinstance(rule, AtRule) and rule.lower_at_keyword == "media":
            yield from _preludes(_rules_in(rule))


def _rules_in(rule: AtRule) -> list[Node]:
    return tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)


def _without_unused_variables(css: str, own_css: str) -> str:
    """Drop custom properties that nothing reads, again and again, since one may only feed another."""
    smaller = EMPTY_RULE.sub("", _without_unread(css, read=set(VARIABLE.findall(css + own_css))))
    return css if smaller == css else _without_unused_variables(smaller, own_css)


def _without_unread(css: str, read: set[str]) -> str:
    return DEFINITION.sub(lambda match: match[0] if match[1] in read else "", css)


def _without_unused_keyframes(css: str) -> str:
    body = re.sub(r"@keyframes [^{]+\{(?:[^{}]*\{[^{}]*\})*\}", "", css)
    return re.sub(
        r"@keyframes ([\w-]+)\{(?:[^{}]*\{[^{}]*\})*\}",
        lambda match: match[0] if re.search(rf"\b{match[1]}\b", body) else "",
        css,
    )


def _read_original(package: Path) -> str:
    """Return the stylesheet inside the npm package; raises SystemExit where it is another release."""
    with tarfile.open(package) as archive:
        member = archive.extractfile(MEMBER)
        content = member.read() if member else b""
    found = hashlib.sha256(content).hexdigest()
    if found != ORIGINAL_SHA256:
        raise SystemExit(f"{MEMBER} has sha256 {found}, expected {ORIGINAL_SHA256}")
    return content.decode("utf-8")


def _own_css() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("static/css/*.css")))


def main() -> None:
    parser = argparse.ArgumentParser(description="Cut Tabler's stylesheet to what the portal uses.")
    parser.add_argument("package", type=Path, help="tabler-core-1.6.1.tgz from npm pack")
    options = parser.parse_args()
    original = _read_original(options.package)
    result = cut(original, used_classes(), _own_css())
    target = ROOT / "static/vendor/tabler.min.css"
    target.write_text(result, encoding="utf-8")
    vendor_readme.record(target)
    dropped = sorted(classes_in(original) - classes_in(result))
    (ROOT / "scripts/tabler_dropped.txt").write_text("\n".join(dropped) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(result.encode())} bytes, {len(dropped)} classes dropped\n")


if __name__ == "__main__":
    main()
