"""Files that an instructor may choose: read, or refused with words."""

import gzip
import zlib

import pytest

from exams.proctoring.seb import plist

HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n<plist version="1.0">'
XML = HEAD + b"<dict><key>startURL</key><string>https://example.org/</string></dict></plist>"


@pytest.mark.parametrize(
    "data",
    [XML, gzip.compress(XML), b"plnd" + gzip.compress(XML), gzip.compress(b"plnd" + gzip.compress(XML), mtime=0)],
    ids=["plain", "compressed", "marked", "marked and compressed twice"],
)
def test_an_unencrypted_file_is_read(data):
    assert plist.read(data) == {"startURL": "https://example.org/"}


@pytest.mark.parametrize("mark", [b"pswd", b"pwcc", b"pkhs", b"phsk"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "compressed"])
def test_an_encrypted_file_is_refused_with_words(mark, pack):
    with pytest.raises(plist.NotReadable, match="encrypted"):
        plist.read(pack(mark + b"\x03\x01" * 40))


def nested(levels):
    return HEAD + b"<dict><key>a</key>" + b"<array>" * levels + b"</array>" * levels + b"</dict></plist>"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "neither XML"),
        (b"bplist00\xd0", "neither XML"),
        (b"<?xml bad", "cannot be read"),
        (HEAD + b"<array/></plist>", "no dictionary"),
        (HEAD + b"<dict><key>a</key><date>soon</date></dict></plist>", "cannot be read"),
        (HEAD + b"<dict><key>a</key><integer>many</integer></dict></plist>", "cannot be read"),
        (HEAD + b"<dict><key>a</key><real>nan</real></dict></plist>", "number that is none"),
        (b'<!DOCTYPE plist [<!ENTITY a "b">]>' + HEAD[39:] + b"<dict/></plist>", "cannot be read"),
        (nested(5000), "nested"),
        (gzip.compress(XML, mtime=0)[:30], "cannot be read|neither XML"),
        (b"\x1f\x8bxxxx", "damaged"),
        (b"<" * (plist.MOST_BYTES + 1), "larger"),
        (gzip.compress(b"<" * (plist.MOST_BYTES * 20), mtime=0), "larger"),
    ],
)
def test_what_is_no_configuration_is_refused_with_words(data, words):
    with pytest.raises(plist.NotReadable, match=words):
        plist.read(data)


def test_a_bomb_is_not_unpacked():
    bomb = zlib.compressobj(9, wbits=31)
    data = b"".join([*(bomb.compress(b"<" * 10_000_000) for _ in range(20)), bomb.flush()])
    with pytest.raises(plist.NotReadable, match="larger"):
        plist.read(data)


def test_what_was_written_is_read_again():
    configuration = {"b": True, "a": [1, {"c": b"\x00", "d": 'ü \\ " <'}], "e": 0.5}
    assert plist.read(plist.write(configuration)) == configuration
