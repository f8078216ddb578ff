"""The exam screen's side of the push channel, module by module, and the heartbeat that does without it."""

import pytest
from playwright.sync_api import Page, expect

from exams.proctoring.models import Supervision
from exams.sittings.models import Sitting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHANNEL = """async ({ answers }) => {
  const { PushChannel } = await import("/static/runner/push.js");
  const seen = { asked: 0, opened: [], hints: 0, closed: 0 };
  const sources = [];
  const getAddress = async () => {
    const answer = answers[Math.min(seen.asked, answers.length - 1)];
    seen.asked += 1;
    if (answer !== "ok") { throw Object.assign(new Error(answer), { code: answer }); }
    return { data: { url: `/push/${seen.asked}` } };
  };
  const open = (url) => {
    const source = { close() { seen.closed += 1; } };
    seen.opened.push(url);
    sources.push(source);
    return source;
  };
  const channel = new PushChannel({ getAddress, onHint: () => { seen.hints += 1; }, open });
  Object.assign(globalThis, { channel, seen, sources });
  channel.start();
  channel.start();
}"""


def start(page: Page, *answers: str) -> None:
    """A channel whose tickets are asked for with these answers, in their order."""
    page.clock.install()
    page.evaluate(CHANNEL, {"answers": list(answers)})


def seen(page: Page):
    return page.evaluate("seen")


def test_a_hint_asks_for_a_sync(blank_page):
    start(blank_page, "ok")
    blank_page.evaluate("sources[0].onmessage({ data: 'sync' })")
    assert seen(blank_page) == {"asked": 1, "opened": ["/push/1"], "hints": 1, "closed": 0}


def test_a_broken_connection_is_made_anew_with_a_new_ticket(blank_page):
    start(blank_page, "ok")
    blank_page.evaluate("sources[0].onerror()")
    blank_page.clock.run_for(600)
    assert seen(blank_page)["opened"] == ["/push/1", "/push/2"]


def test_it_comes_back_more_and_more_rarely(blank_page):
    start(blank_page, "token-invalid")
    blank_page.clock.run_for(120_000)
    assert 8 < seen(blank_page)["asked"] < 25


def test_an_installation_without_a_channel_is_asked_once(blank_page):
    start(blank_page, "not-found")
    blank_page.clock.run_for(120_000)
    assert seen(blank_page)["asked"] == 1


def test_a_page_that_lost_the_sitting_listens_no_more(blank_page):
    start(blank_page, "ok")
    blank_page.evaluate("channel.stop(); sources[0].onerror()")
    blank_page.clock.run_for(120_000)
    assert seen(blank_page) == {"asked": 1, "opened": ["/push/1"], "hints": 0, "closed": 2}


@pytest.mark.parametrize(("is_proctored", "most"), [(True, 5_100), (False, 10_100)])
def test_the_heartbeat_is_faster_with_a_proctor(page, sitting, alice, sign_in, is_proctored, most):
    if is_proctored:
        Sitting.objects.filter(pk=sitting.pk).update(is_proctored=True, cleared_at=sitting.started_at)
        Supervision.objects.create(sitting=sitting, proctor="nobody", created_at=sitting.started_at)
    sign_in(page, alice)
    page.clock.install()
    page.goto(sitting.get_absolute_url())
    expect(page.locator("#item")).to_be_visible()
    with page.expect_response("**/sync"):
        pass
    page.clock.run_for(most - 2_000)
    with page.expect_response("**/sync"):
        page.clock.run_for(2_500)
