"""Lengths of time in words. Pure."""

HOUR, MINUTE = 3600, 60


def shorten(seconds: int) -> str:
    """750 → "12 min 30 s"; from an hour on without seconds."""
    hours, rest = divmod(max(0, seconds), HOUR)
    minutes, rest = divmod(rest, MINUTE)
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    parts = ([f"{minutes} min"] if minutes else []) + ([f"{rest} s"] if rest or not minutes else [])
    return " ".join(parts)


def spell(seconds: int) -> str:
    """150 → "2 minutes 30 seconds": for sentences that are read aloud."""
    minutes, rest = divmod(max(0, seconds), MINUTE)
    parts = [(minutes, "minute"), (rest, "second")]
    said = [f"{number} {word}{'' if number == 1 else 's'}" for number, word in parts if number]
    return " ".join(said) or "0 seconds"
