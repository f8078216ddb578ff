"""Prints, for the pictures, which letters to press in a running sitting: `python -m tests.browser.answers ID RIGHT`."""

import json
import sys

import django

django.setup()

from exams.bank.keys import get_correct_codes  # noqa: E402  (the apps must be loaded)
from exams.sittings.content import list_shown_items  # noqa: E402
from exams.sittings.models import Sitting  # noqa: E402


def main(sitting_id: str, right_of_ten: int) -> None:
    """JSON: `presses`, the letters for each item, `right_of_ten` of ten items with their key; `shortest`, a position."""
    items = list_shown_items(Sitting.objects.select_related("form").get(pk=sitting_id))
    keys = get_correct_codes(version_ids=[item.version_id for item in items])
    presses = []
    for number, item in enumerate(items):
        key = keys[item.version_id]
        wanted = key if number % 10 < right_of_ten else item.option_codes - key
        letters = ["ABCDEFGH"[index] for index, option in enumerate(item.options) if option.code in wanted]
        presses.append(letters[: item.select_count])
    lengths = [len(item.stem_html) + sum(len(option.html) for option in item.options) for item in items]
    print(json.dumps({"presses": presses, "shortest": lengths.index(min(lengths)) + 1}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
