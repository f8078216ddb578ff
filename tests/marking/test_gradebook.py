"""The gradebook: what staff take away, and who may."""

import csv
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import User
from exams.assembly.models import Exam, ReleasePolicy
from exams.sittings.models import Sitting
from scoring.marking.gradebook import HEADER, DomainPoints, Line, write_rows
from scoring.marking.gradebook_selectors import iterate_lines
from scoring.marking.models import Result, Subscore
from scoring.marking.services.scoring import score
from scoring.marking.sheets import write_csv, write_xlsx

PAGE = "/admin/marking/result/exams/"
LINE = Line(
    candidate="=HYPERLINK(1)",
    email="a@example.org",
    sitting="1",
    started_at=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
    closed_at=datetime(2026, 11, 21, 10, 30, tzinfo=UTC),
    minutes=90.0,
    ended="Submitted",
    state="Released",
    shown="everything",
    released_at=None,
    version=1,
    points=Decimal("41.667"),
    max_points=Decimal(60),
    cut_percent=Decimal("70.0"),
    scaled=690,
    is_pass=False,
    domains=(DomainPoints("1", Decimal("7.500"), Decimal(12)),),
)


def read_csv(client) -> list[dict[str, str]]:
    response = client.get(f"{PAGE}practice.csv")
    assert response["Content-Disposition"] == 'attachment; filename="practice.csv"'
    return list(csv.DictReader(StringIO(response.getvalue().decode("utf-8-sig"))))


def test_staff_take_the_gradebook_as_csv(client, ben, released):
    client.force_login(ben)
    (row,) = read_csv(client)
    assert (row["Candidate"], row["Mail"]) == ("Alice", "alice@example.org")
    assert (row["Points"], row["Of"], row["Share in %"], row["Passed"]) == ("8", "10", "80", "yes")
    assert (row["1 Domain 1: of"], row["Shown to the candidate"]) == ("5", "everything")


def test_the_gradebook_says_what_a_candidate_sees(client, ben, submitted):
    Exam.objects.update(release_policy=ReleasePolicy.BY_HAND)
    client.force_login(ben)
    assert [(row["Result"], row["Points"]) for row in read_csv(client)] == [("not scored", "")]
    score(sitting_id=submitted.pk)
    assert [(row["Result"], row["Shown to the candidate"]) for row in read_csv(client)] == [("Scored", "nothing yet")]
    Sitting.objects.update(is_held=True)
    assert [row["Shown to the candidate"] for row in read_csv(client)] == ["held for review"]


def read_workbook(rows):
    with write_xlsx(rows, title="Gradebook") as made:
        return load_workbook(BytesIO(made.read()))["Gradebook"]


def test_the_workbook_holds_numbers_moments_and_texts():
    head, row = read_workbook(write_rows([LINE], [("1", "Domain 1")])).iter_rows()
    cells = dict(zip((cell.value for cell in head), row, strict=True))
    assert cells["Candidate"].data_type in {"s", "inlineStr"}
    assert cells["Candidate"].value == "=HYPERLINK(1)"
    assert cells["Started (UTC)"].value == datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001  a workbook knows no zone
    assert (cells["Points"].value, cells["Passed"].value) == (41.667, "no")
    assert cells["1 Domain 1: points"].value == 7.5
    assert head[0].font.b


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_name_becomes_a_formula(name):
    text = b"".join(write_csv([[name]])).decode("utf-8-sig")
    assert next(csv.reader(StringIO(text, newline="")))[0] == f"'{name}"


@pytest.mark.parametrize("name", ["\x00\x0b<&>\"'", "ليلى حداد", "山田 & 太郎"])
def test_any_name_makes_a_workbook(name):
    assert read_workbook([["Name"], [name]])["A2"].value == name.replace("\x00\x0b", "")


@pytest.mark.parametrize("address", ["", "practice.csv", "practice.xlsx"])
@pytest.mark.parametrize(("who", "status"), [("alice", 302), ("rita", 403), ("petra", 403), ("ben", 200)])
def test_only_who_may_see_results_gets_it(client, request, exam, who, status, address):
    client.force_login(request.getfixturevalue(who))
    response = client.get(f"{PAGE}{address}")
    response.close()
    assert response.status_code == status


def test_the_page_says_when_results_are_shown(client, ben, released):
    Exam.objects.update(release_policy=ReleasePolicy.AT_MOMENT, release_at="2999-01-01T00:00Z")
    client.force_login(ben)
    html = client.get(PAGE).content.decode()
    assert "Practice exam" in html
    assert "2999" in html
    assert f"{PAGE}practice.xlsx" in html


def test_more_sittings_take_no_more_queries(released, ben, client):
    client.force_login(ben)
    client.get("/api/v1/exams/practice/gradebook")
    found = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert len(list(iterate_lines(exam=Exam.objects.get()))) == len(found) * 20 + 1
        with CaptureQueriesContext(connection) as asked:
            client.get("/api/v1/exams/practice/gradebook")
        found.append((len(captured), len(asked)))
        if len(found) == 1:
            add_results(released, 20)
    assert found[0] == found[1]


def copy_of(row, model, **changes):
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    return model(**({name: getattr(row, name) for name in names} | changes))


def add_results(like: Result, count: int) -> None:
    """So many more sittings that ended alike, each of a person of its own."""
    people = User.objects.bulk_create(
        User(email=f"person-{number}@example.org", name="Person", password="!") for number in range(count)
    )
    made = Sitting.objects.bulk_create(copy_of(like.sitting, Sitting, user_id=person.pk) for person in people)
    results = Result.objects.bulk_create(copy_of(like, Result, sitting_id=row.pk) for row in made)
    Subscore.objects.bulk_create(
        Subscore(result=row, domain_id=part.domain_id, points=part.points, max_points=part.max_points, item_count=1)
        for row in results
        for part in like.subscores.all()
    )


def test_the_api_gives_staff_the_same_lines(client, ben, released):
    client.force_login(ben)
    (line,) = client.get("/api/v1/exams/practice/gradebook").json()["results"]
    assert (line["email"], line["points"], line["share_percent"], line["is_pass"]) == (
        "alice@example.org",
        8,
        80.0,
        True,
    )
    assert [row["code"] for row in line["domains"]] == ["1", "2", "3"]
    assert client.get("/api/v1/exams/no-such/gradebook").status_code == 404


def test_a_line_has_a_cell_for_each_column():
    header, row = write_rows([LINE], [("1", "Domain 1"), ("2", "Domain 2")])
    assert len(header) == len(row) == len(HEADER) + 4
