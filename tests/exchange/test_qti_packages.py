"""Packages of QTI: order, headings, tags, pictures, shared texts, and what is missing."""

from tests.exchange.qti_files import PNG, item_xml, packed, read

MANIFEST = """<manifest xmlns:imsmd="http://ltsc.ieee.org/xsd/LOM"><resources>{}</resources></manifest>"""
RESOURCE = '<resource identifier="R{0}" type="imsqti_item_xmlv2p1" href="items/{0}.xml">{1}</resource>'
LOM = """<metadata><imsmd:lom><imsmd:general><imsmd:title><imsmd:string>Told beside</imsmd:string></imsmd:title>
<imsmd:keyword><imsmd:string>cloud</imsmd:string></imsmd:keyword></imsmd:general>
<imsmd:educational><imsmd:difficulty><imsmd:value>easy</imsmd:value></imsmd:difficulty></imsmd:educational>
</imsmd:lom></metadata>"""
TEST = b"""<assessmentTest title="Exam"><testPart><assessmentSection title="Data">
<assessmentItemRef identifier="i2" href="items/q2.xml" category="hard new"/></assessmentSection>
<assessmentSection title="Models"><assessmentItemRef identifier="i1" href="items/q1.xml"/></assessmentSection>
</testPart></assessmentTest>"""


def two_items(**more: bytes) -> dict[str, bytes]:
    return {f"items/{name}.xml": item_xml(identifier=name) for name in ("q1", "q2")} | more


def manifest(*rows: str) -> bytes:
    return MANIFEST.format("".join(rows)).encode()


def test_items_come_in_the_manifests_order_with_its_metadata() -> None:
    rows = manifest(RESOURCE.format("q2", LOM), RESOURCE.format("q1", ""))
    reading = read(packed({"imsmanifest.xml": rows, **two_items()}))
    assert [item.source_id for item in reading.items] == ["q2", "q1"]
    first = reading.items[0]
    assert (first.tags, first.metadata["difficulty"]) == (("cloud",), "easy")
    assert first.metadata["title"] == "A question"
    assert str(first.place) == "items/q2.xml:2"


def test_a_test_gives_order_headings_and_tags() -> None:
    reading = read(packed({"exam.xml": TEST, **two_items()}))
    assert [item.source_id for item in reading.items] == ["q2", "q1"]
    assert [item.metadata["category"] for item in reading.items] == ["Exam/Data", "Exam/Models"]
    assert reading.items[0].tags == ("hard", "new")


def test_items_that_nothing_names_are_read_too() -> None:
    reading = read(packed({"imsmanifest.xml": manifest(RESOURCE.format("q1", "")), **two_items()}))
    assert [item.source_id for item in reading.items] == ["q1", "q2"]


def test_two_files_with_one_identifier_stay_apart() -> None:
    reading = read(packed({"a.xml": item_xml(), "b.xml": item_xml()}))
    assert [item.source_id for item in reading.items] == ["q1", "q1#2"]


def test_a_missing_item_is_named() -> None:
    reading = read(packed({"exam.xml": TEST, "items/q1.xml": item_xml()}))
    assert "items/q2.xml" in reading.refused[0].reason
    assert (reading.refused[0].source_id, reading.refused[0].place.line) == ("i2", 2)


def test_a_broken_item_does_not_hide_the_others() -> None:
    reading = read(packed(two_items(**{"items/q3.xml": b"<assessmentItem>\n<oops</assessmentItem>"})))
    assert len(reading.items) == 2
    assert [str(refused.place) for refused in reading.refused] == ["items/q3.xml:2"]


def test_a_picture_comes_along() -> None:
    body = '<p><img src="../media/a%20b.png" alt="A diagram"/></p>'
    item = read(packed({"items/q1.xml": item_xml(body=body), "media/a b.png": PNG})).items[0]
    assert item.stem == "![A diagram](media:a-b.png)"
    assert [(medium.name, medium.data) for medium in item.media] == [("a-b.png", PNG)]


def test_an_object_may_be_a_picture() -> None:
    body = '<p><object data="p.png" type="image/png">A diagram</object></p>'
    assert read(packed({"q.xml": item_xml(body=body), "p.png": PNG})).items[0].stem == "![A diagram](media:p.png)"


def test_two_pictures_of_one_name_stay_apart() -> None:
    body = '<p><img src="a/p.png" alt="1"/><img src="b/p.png" alt="2"/><img src="a/p.png" alt="3"/></p>'
    item = read(packed({"q.xml": item_xml(body=body), "a/p.png": PNG, "b/p.png": PNG + b"2"})).items[0]
    assert [medium.name for medium in item.media] == ["p.png", "p-2.png"]


def test_what_only_calls_itself_a_picture_is_left_out() -> None:
    body = '<p>See <img src="p.png" alt="A diagram"/></p>'
    item = read(packed({"q.xml": item_xml(body=body), "p.png": b"<svg onload='x()'/>"})).items[0]
    assert (item.media, item.stem) == ((), "See A diagram")
    assert "no PNG" in item.warnings[0]


def test_pictures_that_are_elsewhere_are_told() -> None:
    body = '<p><img src="https://example.com/p.png" alt="x"/><img src="../../etc/passwd" alt="y"/></p>'
    item = read(packed({"q.xml": item_xml(body=body)})).items[0]
    assert [("another server" in warning, "not in the file" in warning) for warning in item.warnings] == [
        (True, False),
        (False, True),
    ]


def test_a_shared_text_of_qti_3() -> None:
    stimulus = b"""<qti-assessment-stimulus identifier="case" title="The case"><qti-stimulus-body><p>Read <img src="p.png" alt="this"/></p></qti-stimulus-body></qti-assessment-stimulus>"""
    item = item_xml().replace(b"<itemBody>", b'<assessmentStimulusRef identifier="s" href="texts/case.xml"/><itemBody>')
    reading = read(packed({"q.xml": item, "texts/case.xml": stimulus, "texts/p.png": PNG}))
    first = reading.items[0]
    assert (first.stimulus_code, first.stimulus_title) == ("case", "The case")
    assert first.stimulus == "Read ![this](media:p.png)"


def test_a_shared_text_that_is_missing_is_told() -> None:
    item = item_xml().replace(b"<itemBody>", b'<assessmentStimulusRef identifier="s" href="case.xml"/><itemBody>')
    assert "case.xml is not in the file" in read(item).items[0].warnings[0]


def test_the_poorer_copy_of_a_canvas_quiz_is_passed_over() -> None:
    quiz = b'<questestinterop><item ident="%s"/></questestinterop>'
    members = {"i1/assessment_qti.xml": quiz % b"poor", "non_cc_assessments/i1.xml.qti": quiz % b"rich"}
    assert [each.source_id for each in read(packed(members)).unsupported] == ["rich"]


def test_a_package_without_questions_is_refused() -> None:
    assert "no question that we know" in read(packed({"a.txt": b"", "b.xml": b"<x/>"})).refused[0].reason


def test_a_package_that_is_none_is_refused() -> None:
    assert "damaged" in read(b"PK\x03\x04 and no more").refused[0].reason
