from collections.abc import Callable
from typing import Any

import pytest

from exams.assembly.models import Exam
from exams.proctoring.models import SebRules
from exams.proctoring.seb import header
from exams.proctoring.services.seb import save_rules

HOST = "http://testserver"
BROWSER_EXAM_KEYS = ("1" * 64, "2" * 64)


@pytest.fixture
def seb(exam: Exam) -> SebRules:
    """The exam is sat in Safe Exam Browser, by the Config Key of the configuration made here."""
    return save_rules(rules=SebRules(exam=exam))


@pytest.fixture
def by_version(seb: SebRules) -> SebRules:
    """By the Browser Exam Key as well: two versions are allowed."""
    seb.asks_browser_exam_key = True
    seb.browser_exam_keys = "\n".join(BROWSER_EXAM_KEYS)
    return save_rules(rules=seb)


def sent(path: str, key: str, *, browser_exam_key: str = "") -> dict[str, str]:
    """The headers of a Safe Exam Browser that asks for this address (`client.get(…, headers=…)`)."""
    headers = {header.CONFIG_KEY_HEADER: header.make_hash(HOST + path, key)}
    if browser_exam_key:
        headers[header.BROWSER_EXAM_KEY_HEADER] = header.make_hash(HOST + path, browser_exam_key)
    return headers


@pytest.fixture
def as_seb() -> Callable[..., None]:
    """as_seb(client, key): every request of this client comes from Safe Exam Browser with this Config Key."""

    def dress(client: Any, key: str, browser_exam_key: str = "") -> None:
        plain = client.request

        def request(**values: Any) -> Any:
            query = values.get("QUERY_STRING", "")
            address = values["PATH_INFO"] + (f"?{query}" if query else "")
            headers = sent(address, key, browser_exam_key=browser_exam_key)
            return plain(
                **values, **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
            )

        client.request = request

    return dress
