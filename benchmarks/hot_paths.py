"""CPU and wall time of the hot requests, in process, on the database that DATABASE_URL names (SQLite without).

    bin/bench lists how to run it

Every figure is the median of repeated calls; `ratio` compares with `GET /healthz` of the same run, which costs
what middleware and routing cost.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
folder = tempfile.TemporaryDirectory(prefix="mockingbird-bench-")
os.environ["DATA_DIR"] = folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.embedded"
os.environ.setdefault("LOG_LEVEL", "WARNING")

import django  # noqa: E402

django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.services.people import ensure_person  # noqa: E402
from config.demo import load_shipped_content  # noqa: E402
from exams.assembly.models import Exam  # noqa: E402
from exams.sittings import tokens  # noqa: E402
from exams.sittings.services import answering, entry, finish  # noqa: E402
from scoring.marking.services.scoring import score  # noqa: E402

PEOPLE = 60
SAVES = 300


def measure(name: str, action: Callable[[int], object], times: int, baseline: float | None = None) -> float:
    """Print the medians in milliseconds; returns the median CPU time in seconds."""
    cpu, wall = [], []
    for number in range(times):
        cpu_start, wall_start = time.process_time(), time.perf_counter()
        action(number)
        cpu.append(time.process_time() - cpu_start)
        wall.append(time.perf_counter() - wall_start)
    median = statistics.median(cpu)
    ratio = f"{median / baseline:6.1f}" if baseline else "   1.0"
    print(f"{name:28} {median * 1000:8.2f} {statistics.median(wall) * 1000:8.2f} {ratio}")
    return median


def main() -> None:
    call_command("migrate", verbosity=0)
    load_shipped_content()
    exam = Exam.objects.select_related("guide").get()
    people = [ensure_person(email=f"{number}@example.org", name=f"{number}", password="x") for number in range(PEOPLE)]
    client = Client(headers={"host": "localhost"})
    print(f"{'':28} {'CPU ms':>8} {'wall ms':>8} {'ratio':>6}")
    baseline = measure("GET /healthz", lambda number: client.get("/healthz"), SAVES)
    sittings = [entry.open_check_in(user=person, exam=exam) for person in people]

    def start(number: int) -> object:
        return entry.start(user=people[number], sitting_id=sittings[number].pk, is_rules_accepted=True)

    measure("start", start, PEOPLE, baseline)
    mine = uuid4()
    answering.take_over(user=people[0], sitting_id=sittings[0].pk, client=mine)
    token = tokens.issue(user_id=people[0].pk, sitting_id=sittings[0].pk, client=mine)

    def save(number: int) -> object:
        change = {"position": number % 60 + 1, "selected": ["abcd"[number % 4]], "at_ms": number}
        body = {"client": str(mine), "seq": number + 1, "changes": [change]}
        url = f"/api/v1/sittings/{sittings[0].pk}/sync"
        response = client.post(
            url, body, content_type="application/json", headers={"authorization": f"Sitting {token}"}
        )
        assert response.status_code == 200, response.content
        return response

    measure("save an answer (sync)", lambda number: (cache.clear(), save(number)), SAVES, baseline)
    measure("submit", lambda n: finish.submit(user=people[n], sitting_id=sittings[n].pk, client=mine), PEOPLE, baseline)
    measure("score", lambda number: score(sitting_id=sittings[number].pk), PEOPLE, baseline)


if __name__ == "__main__":
    main()
