"""Text files as people save them: encodings, line ends, signs that nobody sees."""

import pytest

from exams.exchange.foreign import Source
from exams.exchange.html_text import to_markdown
from exams.exchange.text_files import WINDOWS_WARNING, TextRefused, decode


def read(data: bytes) -> tuple[str, str]:
    return decode(Source("quiz.txt", data))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read(encoding: str) -> None:
    assert read("é\r\n漢\rx".encode(encoding)) == ("é\n漢\nx", "")


def test_windows_text_is_read_with_a_warning() -> None:
    assert read("“é”".encode("cp1252")) == ("“é”", WINDOWS_WARNING)


@pytest.mark.parametrize("data", [b"a\x81b", b"a\0b", b"\xff\xfea\0\0\0"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(TextRefused):
        read(data)


def test_control_characters_are_left_out() -> None:
    assert read(b"a\x01b\x0bc\x7f\tx") == ("ab c\tx", "")


def test_control_characters_of_html_are_left_out() -> None:
    assert to_markdown("<p>a&#1;b&#xFFFF;</p>") == to_markdown("a\x01b") == "ab"
