"""The production settings as a whole: granian, a worker and beat on PostgreSQL and Redis, from sign-in to result."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from tests.dbbroker.processes import environment
from tests.fixtures.cast import PASSWORD

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(150),
    pytest.mark.processes,
]

HOST = "exams.test"
VARIABLES = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "kT7pQ2mZx9Lw4Vd8Rn1Yb6Hs3Jf5Gc0Xa7Uo2Ei9Wq4Pz6TmKd3Fy8",
    "ALLOWED_HOSTS": HOST,
    "PUBLIC_URL": f"https://{HOST}",
    "EMAIL_URL": "smtp://127.0.0.1:9",
    "METRICS_TOKEN": "for-the-operator",
    "TRUSTED_PROXY_COUNT": "1",
}


class Product:
    """The three processes of a real installation, asked as its proxy asks them."""

    def __init__(self, folder: Path, static: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = folder / "log"
        self.environment = environment(**VARIABLES, DATA_DIR=str(folder), STATIC_ROOT=str(static))
        web = ["--interface=wsgi", "--port", str(self.port), "--blocking-threads=4", "config.wsgi:application"]
        self.processes = [
            self.run("-m", "granian", *web),
            self.run("-m", "celery", "--app=config", "worker", "--concurrency=1"),
            self.run("-m", "celery", "--app=config", "beat", "--schedule", str(folder / "schedule"), "--pidfile="),
        ]

    def run(self, *words: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *words],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[HTTPResponse, bytes]:
        names = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
        names |= {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            names["Content-Type"] = "application/json"
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, path, json.dumps(body) if body is not None else None, names)
            response = connection.getresponse()
            return response, response.read()

    def json(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return json.loads(self.ask(method, path, body, **headers)[1])

    def wait_until_ready(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if self.ask("GET", "/readyz")[0].status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise AssertionError(self.log.read_text()[-4000:])

    def end(self) -> None:
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the image's build collects."""
    folder = tmp_path_factory.mktemp("static")
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    collecting = os.environ | VARIABLES | {"STATIC_ROOT": str(folder), "DATA_DIR": str(folder)}
    subprocess.run(command, cwd=settings.BASE_DIR, env=collecting, check=True)
    return folder


@pytest.fixture
def product(redis: Any, exam: Any, tmp_path: Path, static: Path) -> Iterator[Product]:
    product = Product(tmp_path, static)
    try:
        product.wait_until_ready()
        yield product
    finally:
        product.end()


@pytest.fixture
def candidate(alice: Any) -> Any:
    """Alice with a password as production keeps it."""
    alice.password = Argon2PasswordHasher().encode(PASSWORD, "a-salt-of-this-test")
    alice.save(update_fields=["password"])
    return alice


def test_a_candidate_goes_all_the_way(product: Product, candidate: Any) -> None:
    login = {"email": candidate.email, "password": PASSWORD}
    answer = product.json("POST", "/api/v1/auth/app/v1/auth/login", login)
    auth = {"X_Session_Token": answer["meta"]["session_token"]}
    sitting = product.json("POST", "/api/v1/exams/practice/sittings", {}, **auth)
    url = f"/api/v1/sittings/{sitting['id']}"
    assert product.json("POST", f"{url}/start", {"accept_rules": True}, **auth)["state"] == "running"
    client = str(uuid4())
    taken = product.json("POST", f"{url}/take-over", {"client": client}, **auth)
    batch = {"client": client, "seq": 1, "changes": [{"position": 1, "selected": ["a"], "at_ms": 5}]}
    token = {"Authorization": f"Sitting {taken['token']}"}
    assert product.json("POST", f"{url}/sync", batch, **token)["refused"] == []
    assert product.json("POST", f"{url}/submit", {"client": client}, **auth)["close_reason"] == "submitted"
    end = time.monotonic() + 20
    while (result := product.json("GET", f"{url}/result", **auth)).get("code") == "result-pending":
        assert time.monotonic() < end, product.log.read_text()[-4000:]
        time.sleep(0.2)
    assert result["total"]["max_points"] == 10


def test_pages_are_sent_with_all_that_a_browser_enforces(product: Product) -> None:
    response, body = product.ask("GET", "/accounts/login/")
    assert response.status == 200
    policy = response.getheader("Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "max-age=31536000" in response.getheader("Strict-Transport-Security")
    assert "Secure" in response.getheader("Set-Cookie")
    assert b"/static/css/tokens." in body, "files have hashed names"
    assert b"/static/css/tokens.css" not in body


def test_plain_http_is_sent_to_https_and_strangers_learn_nothing(product: Product) -> None:
    assert product.ask("GET", "/", X_Forwarded_Proto="http")[0].getheader("Location") == f"https://{HOST}/"
    assert product.ask("GET", "/metrics")[0].status == 403
    assert product.ask("GET", "/metrics", Authorization="Bearer for-the-operator")[0].status == 200
    assert product.ask("GET", "/", Host="elsewhere.test")[0].status == 400
