"""Files of QTI for tests: an item with what a test is about, and packages."""

import zipfile
from io import BytesIO
from pathlib import Path

from exams.exchange.foreign import ForeignItem, Reading, Source
from exams.exchange.formats.qti import read_qti

DATA = Path(__file__).parent.parent / "data" / "qti"
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
MATCH = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
CHOICES = '<simpleChoice identifier="A">One</simpleChoice><simpleChoice identifier="B">Two</simpleChoice>'
CORRECT = "<correctResponse><value>A</value></correctResponse>"


def item_xml(
    *,
    declared: str = CORRECT,
    cardinality: str = "single",
    body: str = "<p>Which?</p>",
    interaction: str = "",
    choices: str = CHOICES,
    most: int = 1,
    shuffle: str = "false",
    rest: str = MATCH,
    identifier: str = "q1",
) -> bytes:
    """A choice item of QTI 2.1."""
    interaction = interaction or (
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="{shuffle}" maxChoices="{most}">'
        f"{choices}</choiceInteraction>"
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="{identifier}" title="A question"
    adaptive="false" timeDependent="false">
<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="identifier">{declared}</responseDeclaration>
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
<itemBody>{body}{interaction}</itemBody>
{rest}
</assessmentItem>""".encode()


def read(data: bytes, name: str = "quiz.xml") -> Reading:
    return read_qti(Source(name, data))


def read_one(data: bytes) -> ForeignItem:
    reading = read(data)
    assert not reading.refused, reading.refused
    assert not reading.unsupported
    return reading.items[0]


def read_data(path: str) -> Reading:
    return read((DATA / path).read_bytes(), path)


def packed(members: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def keys(item: ForeignItem) -> list[str]:
    return [option.id for option in item.options if option.is_correct]


def fractions(item: ForeignItem) -> list[str]:
    return [str(option.fraction) for option in item.options]


def feedback(item: ForeignItem) -> list[str]:
    return [option.feedback for option in item.options]
