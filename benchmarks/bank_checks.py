"""Time for near-duplicates among many stems, and for the linter: pure functions, without a database.

    python benchmarks/bank_checks.py [--stems 10000]

The stems are made from the shipped ones: their sentences mixed (so that they share phrases as stems of one bank do),
with numbers and names changed, and every hundredth a near-duplicate of another.
"""

import argparse
import random
import re
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from exams.bank.lint import Facts, Subject, lint, lint_bank  # noqa: E402
from exams.bank.lint.duplicates import StemIndex, find_near_duplicates  # noqa: E402
from exams.bank.lint.prose import sentences  # noqa: E402
from exams.exchange.bank_files import ParsedItem, read_bank  # noqa: E402

WORD = re.compile(r"\b[a-z]{4,}\b")


def shipped() -> list[ParsedItem]:
    files = sorted((ROOT / "content" / "gcp-pmle" / "items").rglob("*.yaml"))
    return read_bank({file.name: file.read_text("utf-8") for file in files}).items


def make_stems(items: list[ParsedItem], count: int, chance: random.Random) -> dict[str, str]:
    known = [sentence for item in items for sentence in sentences(item.content.stem)]
    words = sorted({word for sentence in known for word in WORD.findall(sentence)})
    stems: dict[str, str] = {}
    for number in range(count):
        if number % 100 == 99:
            copy = stems[f"item-{number - 50}"].split()
            copy[chance.randrange(len(copy))] = chance.choice(words)
            stems[f"item-{number}"] = " ".join(copy)
            continue
        chosen = [
            WORD.sub(lambda found: chance.choice(words) if chance.random() < 0.4 else found.group(), sentence)
            for sentence in chance.sample(known, 5)
        ]
        stems[f"item-{number}"] = " ".join(chosen)
    return stems


def measure(name: str, action: Callable[[], Any]) -> Any:
    cpu, wall = time.process_time(), time.perf_counter()
    result = action()
    print(f"{name:52} {time.process_time() - cpu:8.2f} s CPU {time.perf_counter() - wall:8.2f} s")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stems", type=int, default=10_000)
    count = parser.parse_args().stems
    chance, items = random.Random(3), shipped()
    stems = make_stems(items, count, chance)
    words = sum(len(stem.split()) for stem in stems.values()) / count
    print(f"{count} stems of {words:.0f} words")
    pairs = measure("near-duplicates", lambda: find_near_duplicates(stems))
    planted = list(range(99, count, 100))
    found = {pair.second for pair in pairs}
    print(
        f"  {len(pairs)} pairs; {sum(f'item-{number}' in found for number in planted)} of {len(planted)} planted ones"
    )
    equal = {name: f"{items[0].content.stem} {name}" for name in stems}
    print(f"  {len(measure('the same, all nearly equal', lambda: find_near_duplicates(equal)))} pairs")
    index = StemIndex()
    measure("an index", lambda: [index.add(name, stem) for name, stem in stems.items()])
    measure("nearest of 1,000 stems", lambda: [index.nearest(stem) for stem in list(stems.values())[:1000]])
    measure("linter, first item (reads the list of words)", lambda: lint(items[0].content))
    subjects = [
        Subject(replace(items[number % len(items)].content, stem=stem), Facts(code=name))
        for number, (name, stem) in enumerate(list(stems.items())[:1000])
    ]
    measure(f"linter, bank of {len(subjects)}", lambda: lint_bank(subjects))


if __name__ == "__main__":
    main()
