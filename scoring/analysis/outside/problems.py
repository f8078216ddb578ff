"""What is wrong with a file, in words; and what could not be computed, and why."""

from dataclasses import dataclass, field


class InputProblem(Exception):
    """A file or an option that cannot be used; the message says which, where, and what to do."""


def at(name: str, line: int | None, words: str) -> InputProblem:
    """A problem in a line (from 1) of a file."""
    return InputProblem(f"{name}, line {line}: {words}" if line else f"{name}: {words}")


@dataclass
class Told:
    """What the reader of a report must know: `notes` on how files were understood, `gaps` as (statistic, why)."""

    notes: list[str] = field(default_factory=list)
    gaps: list[tuple[str, str]] = field(default_factory=list)

    def note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)

    def gap(self, statistic: str, why: str) -> None:
        if (statistic, why) not in self.gaps:
            self.gaps.append((statistic, why))
