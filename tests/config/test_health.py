"""What a load balancer and Prometheus ask."""

import pytest
from celery import current_app

from common.health import mark_worker_seen
from config.health import WORKER_SILENT_AFTER_SECONDS
from config.tasks import record_worker_seen

pytestmark = pytest.mark.usefixtures("own_shared_cache")
TOKEN = "a-token-of-prometheus"


# --- /healthz -----------------------------------------------------------------------------------
def test_living_process_says_so_without_the_database(client) -> None:
    """Not marked for the database: one statement would be an error."""
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_life_takes_no_statement(client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        client.get("/healthz")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_state_is_never_cached(client, address) -> None:
    assert "no-store" in client.get(address)["Cache-Control"]


# --- /readyz ------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_ready_when_everything_is_there(client) -> None:
    record_worker_seen()
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "broker": "ok", "worker": "ok"}


@pytest.mark.django_db
def test_not_ready_without_a_worker(client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "ok", "broker": "ok", "worker": "not seen"}


@pytest.mark.django_db
def test_worker_may_be_silent_for_a_while(client, time_machine) -> None:
    time_machine.move_to("2026-11-21T10:00:00Z", tick=False)
    mark_worker_seen()
    time_machine.shift(WORKER_SILENT_AFTER_SECONDS)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_not_ready_when_the_worker_fell_silent(client, time_machine) -> None:
    time_machine.move_to("2026-11-21T10:00:00Z", tick=False)
    mark_worker_seen()
    time_machine.shift(WORKER_SILENT_AFTER_SECONDS + 1)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["worker"]) == (503, "not seen for 31 s")


def test_not_ready_without_the_database(client) -> None:
    """Not marked for the database, which refuses here as one that is down."""
    mark_worker_seen()
    response = client.get("/readyz")
    assert (response.status_code, response.json()["database"]) == (503, "unreachable")
    assert response.json()["worker"] == "ok"


@pytest.mark.django_db
def test_not_ready_without_the_broker(client, monkeypatch) -> None:
    mark_worker_seen()
    # Port 9 of this machine: nobody listens.
    monkeypatch.setattr(current_app.conf, "broker_read_url", "redis://127.0.0.1:9/0")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "ok", "broker": "unreachable", "worker": "ok"}


# --- /metrics -----------------------------------------------------------------------------------
def ask(client, token: str = ""):
    return client.get("/metrics", headers={"Authorization": f"Bearer {token}"} if token else {})


@pytest.mark.django_db
def test_sittings_are_counted_by_state(client, running) -> None:
    assert 'mockingbird_sittings{state="running"} 1.0' in ask(client).text.splitlines()


@pytest.mark.django_db
def test_every_gauge_of_ours_is_there(client) -> None:
    mark_worker_seen()
    lines = ask(client).text.splitlines()
    kinds = {line.split()[2] for line in lines if line.startswith("# TYPE mockingbird")}
    assert {kind for kind in kinds if not kind.endswith("_created")} == {
        "mockingbird_sittings",
        "mockingbird_unscored_sittings",
        "mockingbird_queue_depth",
        "mockingbird_worker_seen_seconds",
        "mockingbird_sync_seconds",
    }


@pytest.mark.django_db
def test_requests_are_counted(client) -> None:
    client.get("/healthz")
    assert 'view="healthz"' in ask(client).text


@pytest.mark.django_db
@pytest.mark.parametrize("is_production", [False, True])
def test_right_token_opens_the_metrics(client, settings, is_production) -> None:
    settings.METRICS_TOKEN, settings.IS_PRODUCTION = TOKEN, is_production
    assert ask(client, TOKEN).status_code == 200


@pytest.mark.parametrize("sent", ["", "wrong", TOKEN[:-1], TOKEN + "x", "é"])
@pytest.mark.parametrize("is_production", [False, True])
def test_metrics_are_closed_to_any_other_token(client, settings, sent, is_production) -> None:
    settings.METRICS_TOKEN, settings.IS_PRODUCTION = TOKEN, is_production
    assert ask(client, sent).status_code == 403


@pytest.mark.parametrize("sent", ["", "anything"])
def test_production_without_a_token_shows_nobody_its_metrics(client, settings, sent) -> None:
    settings.IS_PRODUCTION = True
    assert ask(client, sent).status_code == 403
