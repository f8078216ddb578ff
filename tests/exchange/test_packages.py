"""Zip files from strangers: what is opened, and what is refused."""

import stat
import struct
import zipfile
from io import BytesIO

import pytest

from exams.exchange import packages
from exams.exchange.foreign import Source
from exams.exchange.packages import Package, PackageRefused, is_package


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(PackageRefused) as caught:
        package = Package(Source("quiz.zip", data))
        for name in package.names:
            package.read(name)
    return caught.value.refused.reason


def test_members_are_read_by_name() -> None:
    data = zipped(("items/", b""), ("items/q1.xml", b"<a/>"))
    package = Package(Source("quiz.zip", data))
    assert is_package(data)
    assert (package.names, package.read("items/q1.xml")) == (["items/q1.xml"], b"<a/>")


@pytest.mark.parametrize("reference", ["../img/a%20b.png", "img/A B.PNG", "..\\img\\a b.png", "../img/a b.png?x=1"])
def test_an_address_finds_its_member(reference: str) -> None:
    package = Package(Source("quiz.zip", zipped(("img/a b.png", b"x"))))
    assert package.resolve(reference, "items/q1.xml") == "img/a b.png"


@pytest.mark.parametrize("reference", ["../../etc/passwd", "https://example.com/a.png", "file:///etc/passwd", ""])
def test_an_address_outside_finds_nothing(reference: str) -> None:
    assert Package(Source("quiz.zip", zipped(("a.png", b"x")))).resolve(reference, "items/q1.xml") is None


@pytest.mark.parametrize("name", ["/etc/passwd", "../up.xml", "a/../../up.xml", "C:/x.xml", "..\\up.xml", "a\nb.xml"])
def test_names_that_lead_outside_are_refused(name: str) -> None:
    assert "forbidden name" in refusal(zipped((name, b"x")))


def test_a_symbolic_link_is_refused() -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "symbolic link" in refusal(zipped((link, b"/etc/passwd")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused() -> None:
    assert "two files" in refusal(zipped(("a.xml", b"1"), ("a.xml", b"2")))


def test_a_bomb_is_refused_by_its_ratio() -> None:
    assert "beyond all measure" in refusal(zipped(("a.xml", b" " * 3_000_000)))


def test_a_header_that_lies_about_the_size_does_not_help() -> None:
    data = zipped(("a.xml", b" " * 3_000_000))
    lied = data.replace(struct.pack("<L", 3_000_000), struct.pack("<L", 10))
    assert lied != data
    assert "damaged" in refusal(lied) or "beyond" in refusal(lied)


def test_all_files_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_BYTES", 1500)
    assert "unpacked" in refusal(zipped(("a.xml", b"x" * 1000), ("b.xml", b"x" * 1000)))


def test_reading_a_file_again_does_not_count_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_BYTES", 1500)
    package = Package(Source("quiz.zip", zipped(("a.png", b"x" * 1000))))
    assert package.read("a.png") == package.read("a.png")


def test_one_file_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_MEMBER_BYTES", 1000)
    assert "unpacked" in refusal(zipped(("a.xml", b"x" * 1001)))


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_MEMBERS", 2)
    assert "more than 2 files" in refusal(zipped(*((f"{n}.xml", b"") for n in range(3))))


def test_an_unusual_compression_is_refused() -> None:
    assert "unusual" in refusal(zipped(("a.xml", b"x"), method=zipfile.ZIP_BZIP2))


def test_a_zip_inside_is_a_file_like_any_other() -> None:
    inner = zipped(("a.xml", b"x"))
    assert Package(Source("quiz.zip", zipped(("inner.zip", inner)))).read("inner.zip") == inner


def test_a_damaged_package_is_refused() -> None:
    data = zipped(("a.xml", b"hello hello hello"))
    assert "damaged" in refusal(data[:40])
    assert "damaged" in refusal(data.replace(data[35:40], b"\xff" * 5, 1))
