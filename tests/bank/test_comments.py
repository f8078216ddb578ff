"""What authors and reviewers say to each other, and the page of the review."""

import pytest
from django.urls import reverse

from exams.bank.errors import CommentRefused
from exams.bank.models import Comment, ExamGuide
from exams.bank.services.authoring import get_details, save_item
from exams.bank.services.comments import add_comment, set_resolved
from tests.fixtures.exam import make_content


@pytest.fixture
def item(make_item):
    return make_item("one", status="in_review", content=make_content("One"))


@pytest.fixture
def thread(item, rita) -> Comment:
    return add_comment(actor=rita, version=item.current_version, text="Why **b**?")


def url(name: str, item, *rest) -> str:
    return reverse(f"admin:bank_item_{name}", args=[item.pk, *rest])


def test_comment_belongs_to_a_version(item, thread) -> None:
    assert (thread.version, thread.resolved_at) == (item.current_version, None)


def test_resolved_thread_says_who_closed_it(thread, ben) -> None:
    closed = set_resolved(actor=ben, thread=thread, is_resolved=True)
    assert closed.resolved_by == ben
    assert closed.resolved_at


def test_answer_opens_a_resolved_thread_again(item, thread, ben) -> None:
    set_resolved(actor=ben, thread=thread, is_resolved=True)
    add_comment(actor=ben, version=item.current_version, text="Not quite.", thread=thread)
    thread.refresh_from_db()
    assert thread.resolved_at is None


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4001])
def test_comment_that_says_nothing_or_too_much_is_refused(item, ben, text) -> None:
    with pytest.raises(CommentRefused):
        add_comment(actor=ben, version=item.current_version, text=text)


def test_answer_belongs_to_a_thread_of_its_item(item, thread, ben, make_item) -> None:
    with pytest.raises(CommentRefused, match="no thread"):
        add_comment(actor=ben, version=make_item("two").current_version, text="Here?", thread=thread)


def test_page_shows_comments_steps_and_what_an_edit_changes(client, ben, item, thread) -> None:
    client.force_login(ben)
    for status in ("approved", "live"):
        client.post(url("status", item), {"status": status, "from": "review"})
    ExamGuide.objects.update(review_rule="approval")
    save_item(actor=ben, code="one", content=make_content("Two"), details=get_details(item=item))
    html = client.get(url("review", item)).content.decode()
    for words in ("Why <strong>b</strong>?", "<del>One</del><ins>Two</ins>", "Approved → Live", "Send to review"):
        assert words in html


def test_comment_is_written_and_resolved_on_the_page(client, rita, item) -> None:
    client.force_login(rita)
    client.post(url("comment", item), {"text": "Which source?"})
    thread = Comment.objects.get()
    client.post(url("comment", item), {"text": "This one.", "thread": thread.pk})
    client.post(url("resolve", item, thread.pk))
    thread.refresh_from_db()
    assert (thread.author, thread.resolved_by, thread.replies.get().text) == (rita, rita, "This one.")


def test_step_that_is_refused_says_why_on_the_page(client, rita, item) -> None:
    client.force_login(rita)
    response = client.post(url("status", item), {"status": "draft", "from": "review"}, follow=True)
    assert "without a reason" in str(next(iter(response.context["messages"])))
    assert response.resolver_match.url_name == "bank_item_review"


@pytest.mark.parametrize("name", ["alice", "petra"])
def test_nobody_else_reads_or_writes_comments(client, request, item, thread, name) -> None:
    client.force_login(request.getfixturevalue(name))
    assert client.get(url("review", item)).status_code in {302, 403}
    client.post(url("comment", item), {"text": "Me too."})
    assert Comment.objects.count() == 1


def test_number_of_queries_does_not_grow_with_comments(
    client, ben, item, thread, django_assert_max_num_queries
) -> None:
    client.force_login(ben)
    for number in range(6):
        add_comment(actor=ben, version=item.current_version, text=f"Remark {number}", thread=thread)
    with django_assert_max_num_queries(15):
        client.get(url("review", item))
