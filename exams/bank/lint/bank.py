"""Rules over a whole bank: what no item shows alone. T02, T04, T09, T11, D01, D02; B01 is `coverage`. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from exams.bank.content import SINGLE_CHOICE
from exams.bank.lint import prose
from exams.bank.lint.chance import at_least, uniform_p
from exams.bank.lint.coverage import Targets, check_coverage
from exams.bank.lint.duplicates import FAIL, find_near_duplicates
from exams.bank.lint.facts import Knowledge, Subject
from exams.bank.lint.finding import Finding, error, information, warning
from exams.bank.lint.items import lint
from exams.bank.lint.waivers import apply_waivers

# Below so many items a share says nothing.
FEWEST_ITEMS = 20
UNLIKELY = 0.01
LONGEST_SHARE = 0.35
ECHO_SHARE = 0.25
CONVERGENCE_SHARE = 0.45
WORDS_OF_A_CUE = 6
# Of one item, no more than so many near-duplicates, or keys that it tells, are listed: who made a bank of one template
# knows it after three.
MOST_PER_ITEM = 3


def common_words(subjects: Iterable[Subject], *, most: int = 10) -> frozenset[str]:
    """The content words that most items of the bank use: that a key uses one of them too says nothing."""
    counts = Counter(word for subject in subjects for word in prose.content_words(subject.content.stem))
    return frozenset(word for word, _ in counts.most_common(most))


def lint_bank(
    subjects: Sequence[Subject], knowledge: Knowledge | None = None, targets: Targets | None = None
) -> list[Finding]:
    """Every finding of every item, then those of the bank. Never raises."""
    known = replace(knowledge or Knowledge(), common_words=common_words(subjects))
    found = [finding for subject in subjects for finding in lint(subject.content, subject.facts, known)]
    live = [subject for subject in subjects if subject.facts.status != "retired"]
    for check in CHECKS:
        found += check(live)
    found += check_echoes(live, found)
    found += _waived(live, [*check_duplicates(live), *check_cues(live, known), *check_enemies(live)])
    return [*found, *check_coverage(live, targets)]


def _waived(subjects: Sequence[Subject], findings: Iterable[Finding]) -> Iterator[Finding]:
    waivers = {subject.facts.code: subject.facts.waivers for subject in subjects}
    for finding in findings:
        yield from apply_waivers([finding], waivers.get(finding.item, ()))


def _single(subjects: Sequence[Subject]) -> list[Subject]:
    return [
        subject
        for subject in subjects
        if subject.content.kind == SINGLE_CHOICE and sum(option.is_correct for option in subject.content.options) == 1
    ]


def check_longest(subjects: Sequence[Subject]) -> Iterator[Finding]:
    single = [subject.content for subject in _single(subjects) if len(subject.content.options) > 1]
    if len(single) < FEWEST_ITEMS:
        return
    hits = 0
    for content in single:
        lengths = {option.code: prose.shown_length(option.text) for option in content.options}
        key = next(option.code for option in content.options if option.is_correct)
        hits += all(lengths[key] > length for code, length in lengths.items() if code != key)
    share, chance = hits / len(single), sum(1 / len(content.options) for content in single) / len(single)
    likelihood = at_least(hits, len(single), chance)
    if share > LONGEST_SHARE or likelihood < UNLIKELY:
        message = (
            f"In {hits} of {len(single)} items ({share:.0%}) the key is the longest option (p = {likelihood:.3f})."
        )
        yield warning("T02", "", message)


def check_positions(subjects: Sequence[Subject]) -> Iterator[Finding]:
    by_size = defaultdict(list)
    for subject in _single(subjects):
        options = subject.content.options
        by_size[len(options)].append(next(index for index, option in enumerate(options) if option.is_correct))
    for size, positions in sorted(by_size.items()):
        counts = [positions.count(index) for index in range(size)]
        likelihood = uniform_p(counts)
        if len(positions) >= FEWEST_ITEMS and likelihood < UNLIKELY:
            letters = ", ".join(
                f"{letter} {count}" for letter, count in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", counts, strict=False)
            )
            yield warning("T04", "", f"Keys of items with {size} options stand at {letters} (p = {likelihood:.4f}).")


def check_convergence(subjects: Sequence[Subject]) -> Iterator[Finding]:
    hits = total = 0
    for subject in _single(subjects):
        tokens = [
            set(prose.words(prose.plain(option.text, is_code_kept=True).lower())) for option in subject.content.options
        ]
        shared = [
            sum(len(own & other) for index, other in enumerate(tokens) if index != place)
            for place, own in enumerate(tokens)
        ]
        best = [place for place, count in enumerate(shared) if count == max(shared)]
        if len(best) == 1:
            total += 1
            hits += subject.content.options[best[0]].is_correct
    if total >= FEWEST_ITEMS and hits / total > CONVERGENCE_SHARE:
        message = f"In {hits} of {total} items ({hits / total:.0%}) the key shares most words with the other options."
        yield warning("T11", "", message)


def check_echoes(subjects: Sequence[Subject], findings: Iterable[Finding]) -> Iterator[Finding]:
    echoing = {finding.item for finding in findings if finding.rule == "T09" and finding.item}
    if len(subjects) >= FEWEST_ITEMS and len(echoing) / len(subjects) > ECHO_SHARE:
        share = len(echoing) / len(subjects)
        yield warning(
            "T09", "", f"In {len(echoing)} of {len(subjects)} items ({share:.0%}) only the key echoes the stem."
        )


def check_duplicates(subjects: Sequence[Subject]) -> Iterator[Finding]:
    enemies = {subject.facts.code: subject.facts.enemies for subject in subjects}
    told: Counter[str] = Counter()
    for pair in find_near_duplicates({subject.facts.code: subject.content.stem for subject in subjects}):
        told[pair.second] += 1
        if told[pair.second] > MOST_PER_ITEM:
            continue
        are_enemies = pair.first in enemies[pair.second] or pair.second in enemies[pair.first]
        say = error if pair.similarity > FAIL else information if are_enemies else warning
        message = f"The stem is {pair.similarity:.0%} the same as that of {pair.first}."
        yield replace(say("D01", "stem", message), item=pair.second)


def check_cues(subjects: Sequence[Subject], knowledge: Knowledge) -> Iterator[Finding]:
    """Runs of six words of a key that stand in the stem of another item which is no enemy; a product is one word."""
    by_run: dict[tuple[str, ...], list[Subject]] = defaultdict(list)
    for subject in subjects:
        for option in subject.content.options:
            if option.is_correct:
                for run in _runs(option.text, knowledge):
                    if len(by_run[run]) <= MOST_PER_ITEM:
                        by_run[run].append(subject)
    for subject in subjects:
        told = {
            other.facts.code
            for run in _runs(subject.content.stem, knowledge)
            for other in by_run.get(run, ())
            if other is not subject and other.facts.code not in subject.facts.enemies
        }
        for code in sorted(told)[:MOST_PER_ITEM]:
            message = f"The stem contains words of the key of {code}."
            yield replace(warning("D02", "stem", message), item=subject.facts.code)


def _runs(text: str, knowledge: Knowledge) -> set[tuple[str, ...]]:
    shown = prose.plain(text, is_code_kept=True)
    shown = knowledge.current_names.sub(prose.CODE, shown) if knowledge.current_names else shown
    words = [word.lower() for word in prose.words(shown)]
    return {tuple(words[start : start + WORDS_OF_A_CUE]) for start in range(len(words) - WORDS_OF_A_CUE + 1)}


def check_enemies(subjects: Sequence[Subject]) -> Iterator[Finding]:
    enemies = {subject.facts.code: subject.facts.enemies for subject in subjects}
    for code, others in enemies.items():
        for other in sorted(others):
            if other in enemies and code not in enemies[other]:
                message = f"{code} names {other} as its enemy, but not the other way round."
                yield replace(warning("D02", "enemies", message), item=code)


CHECKS: tuple[Callable[[Sequence[Subject]], Iterable[Finding]], ...] = (
    check_longest,
    check_positions,
    check_convergence,
)
