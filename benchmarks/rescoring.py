"""Scoring again in process, on the database that DATABASE_URL names (SQLite without): preview, and chunks of 200.

    python benchmarks/rescoring.py [RESULTS]

The results are of a form of 60 items, copied from a few that were scored.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
folder = tempfile.TemporaryDirectory(prefix="mockingbird-bench-")
os.environ["DATA_DIR"] = folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.embedded"
os.environ.setdefault("LOG_LEVEL", "WARNING")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.services.people import ensure_person  # noqa: E402
from config.demo import load_shipped_content  # noqa: E402
from exams.assembly.models import Exam  # noqa: E402
from exams.sittings.content import list_asked  # noqa: E402
from exams.sittings.models import Response, Sitting  # noqa: E402
from exams.sittings.services import entry  # noqa: E402
from scoring.marking.models import Rescoring, Result  # noqa: E402
from scoring.marking.services import corrections, preview, rescoring  # noqa: E402
from scoring.marking.services.corrections import Proposed  # noqa: E402
from scoring.marking.services.scoring import score, score_all  # noqa: E402

RESULTS, AT_A_TIME, ALONE = 2000, 25, 40


def measure(name: str, action: Callable[[], object], count: int) -> None:
    """Print seconds, and milliseconds of CPU and of time for each of so many."""
    cpu, wall = time.process_time(), time.perf_counter()
    action()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"{name:34} {wall:8.2f} s  {1000 * cpu / count:8.2f} ms CPU each  {1000 * wall / count:8.2f} ms each")


def make_sittings(exam: Exam, count: int) -> list[Sitting]:
    """Closed sittings of the exam's form with answers at random."""
    random = Random(1)
    first = entry.open_check_in(user=ensure_person(email="first@example.org", name="First", password="x"), exam=exam)
    like = entry.start(user=first.user, sitting_id=first.pk, is_rules_accepted=True)
    people = User.objects.bulk_create(
        User(email=f"{number}@example.org", name=f"{number}", password="!") for number in range(count)
    )
    names = ("exam", "form", "seed", "rules_accepted_at", "started_at", "allotted_seconds", "deadline_at")
    values = {name: getattr(like, name) for name in names}
    now = timezone.now()
    values |= {"state": "closed", "close_reason": "submitted", "created_at": now, "closed_at": now, "final_at": now}
    sittings = Sitting.objects.bulk_create(Sitting(user=person, **values) for person in people)
    asked = list(enumerate(list_asked(like), start=1))
    for sitting in sittings:
        Response.objects.bulk_create(
            Response(
                sitting=sitting,
                position=position,
                version_id=item.version_id,
                selected=sorted(random.sample(sorted(item.option_codes), item.select_count)),
                changed_by=sitting.pk,
                **dict.fromkeys(("first_at", "last_at"), now),
                **dict.fromkeys(("first_at_ms", "last_at_ms"), 0),
            )
            for position, item in asked
        )
    return sittings


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else RESULTS
    call_command("migrate", verbosity=0)
    load_shipped_content()
    exam = Exam.objects.select_related("guide").get()
    ids = [sitting.pk for sitting in make_sittings(exam, count)]
    score(sitting_id=ids[0])
    alone, together = ids[1 : ALONE + 1], ids[ALONE + 1 :]
    chunks = [together[start : start + AT_A_TIME] for start in range(0, len(together), AT_A_TIME)]
    measure("score one by one", lambda: [score(sitting_id=pk) for pk in alone], len(alone))
    measure("score by 25", lambda: [score_all(sitting_ids=chunk) for chunk in chunks], len(together))
    version = exam.forms.get().items.order_by("position")[0].version
    run = corrections.propose(actor=None, exam=exam, corrections=[Proposed(version, "credit_all")])
    measure("preview", lambda: preview.preview_rescoring(run_id=run.pk), count)
    rescoring.start(actor=None, run=Rescoring.objects.get(pk=run.pk), reason=f"Benchmark {uuid4()}")
    results = list(Result.objects.order_by("pk").values_list("pk", flat=True))
    ranges = [results[start : start + rescoring.CHUNK] for start in range(0, count, rescoring.CHUNK)]
    measure(
        f"re-score by {rescoring.CHUNK}",
        lambda: [rescoring.rescore_chunk(run_id=run.pk, first=part[0], last=part[-1]) for part in ranges],
        count,
    )
    run = Rescoring.objects.get(pk=run.pk)
    print(f"{run.get_state_display()}: {run.changed_count} of {run.done_count} results changed")


if __name__ == "__main__":
    main()
