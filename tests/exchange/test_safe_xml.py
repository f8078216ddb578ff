"""XML from strangers: what is read, and what is refused with a line."""

import pytest

from exams.exchange import safe_xml
from exams.exchange.safe_xml import XmlRefused, parse


def refusal(data: bytes) -> tuple[int, str]:
    with pytest.raises(XmlRefused) as caught:
        parse(data, "quiz.xml")
    return caught.value.refused.place.line, caught.value.refused.reason


def test_elements_know_their_lines() -> None:
    root = parse(b"\n<a>\n  <b/>\n</a>", "quiz.xml")
    assert (root.tag, root.sourceline, root[0].sourceline) == ("a", 2, 3)  # type: ignore[attr-defined]


def test_prefixes_are_dropped_and_attributes_kept() -> None:
    root = parse(b'<m:a xmlns:m="urn:x" xml:lang="de"><m:b>x</m:b>tail</m:a>', "quiz.xml")
    assert (root.tag, root[0].tag, root[0].tail, root.get("xml:lang")) == ("a", "b", "tail", "de")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252", "iso-8859-1"])
def test_the_encoding_that_the_file_names_is_used(encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?><a>é</a>'.encode(encoding)
    assert parse(data, "quiz.xml").text == "é"


def test_a_byte_order_mark_is_no_text() -> None:
    assert parse(b"\xef\xbb\xbf<a>x</a>", "quiz.xml").text == "x"


def test_named_characters_of_html_are_understood() -> None:
    root = parse(b'<a title="caf&eacute;">1&nbsp;&lt;&nbsp;2 &mdash;</a>', "quiz.xml")
    assert (root.get("title"), root.text) == ("café", "1\xa0<\xa02 —")


def test_a_file_that_stands_alone_may_name_characters_too() -> None:
    assert parse(b'<?xml version="1.0" standalone="yes"?><a>&nbsp;</a>', "quiz.xml").text == "\xa0"


def test_a_document_type_without_declarations_is_read() -> None:
    data = b'<!DOCTYPE questestinterop SYSTEM "ims_qtiasiv1p2.dtd"><questestinterop>&nbsp;</questestinterop>'
    assert parse(data, "quiz.xml").text == "\xa0"


def test_an_unknown_entity_is_refused_with_its_line() -> None:
    assert refusal(b"<a>\n&secret;</a>")[0] == 2


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">',
        '<!ENTITY file SYSTEM "file:///etc/passwd">',
        '<!ENTITY % remote SYSTEM "https://example.com/x.dtd"> %remote;',
    ],
)
def test_entities_that_the_file_declares_are_refused(declaration: str) -> None:
    line, reason = refusal(f"<?xml version='1.0'?>\n<!DOCTYPE a [{declaration}]>\n<a>&lol2;&nbsp;</a>".encode())
    assert line == 2
    assert "declares an entity" in reason


def test_declared_attributes_are_not_added() -> None:
    data = b'<!DOCTYPE a [<!ELEMENT a (b)><!ATTLIST b x CDATA "aaaa">]><a><b/>&nbsp;</a>'
    assert parse(data, "quiz.xml")[0].attrib == {}


def test_deep_nesting_is_refused_with_its_line() -> None:
    line, reason = refusal(b"<a>\n" * 200 + b"</a>" * 200)
    assert (line, "nested deeper" in reason) == (101, True)


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MOST_BYTES", 1024)
    assert "larger than" in refusal(b"<a>" + b" " * 1024 + b"</a>")[1]


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MOST_ELEMENTS", 10)
    assert "more than 10 elements" in refusal(b"<a>" + b"<b/>" * 10 + b"</a>")[1]


def test_the_wrong_encoding_is_named() -> None:
    line, reason = refusal("<a>\n<b>é</b></a>".encode("windows-1252"))
    assert line == 2
    assert "encoding" in reason


def test_an_encoding_that_we_do_not_read_is_named() -> None:
    assert "utf-7" in refusal(b'<?xml version="1.0" encoding="utf-7"?><a/>')[1]


@pytest.mark.parametrize(("data", "line"), [(b"<a>\n<b></a>", 2), (b"<a>\n\n&</a>", 3), (b"no xml", 1), (b"", 0)])
def test_what_is_no_xml_is_refused_with_its_line(data: bytes, line: int) -> None:
    assert refusal(data)[0] == line


def test_a_declaration_without_a_space_is_read() -> None:
    assert parse(b'<?xml version="1.0"encoding="UTF-8"?>\n<a/>', "x.xml").tag == "a"
