"""A text that several items share is mended once: a new revision, and then a new version of each item that shows it."""

from dataclasses import replace

from django.db import transaction

from accounts.models import User
from exams.bank.keys import get_content
from exams.bank.models import Item, Stimulus
from exams.bank.selectors import list_items_of_stimulus
from exams.bank.services.authoring import get_details, save_item


@transaction.atomic
def adopt_revision(*, actor: User | None, stimulus: Stimulus) -> list[Item]:
    """Give each item that shows another revision of the stimulus a version that shows this one; the items changed.

    They are edits like others: of a live item, the new version waits where the review asks for it. All or nothing;
    raises EditConflict when somebody saves one of the items meanwhile.
    """
    changed = []
    for item in list_items_of_stimulus(code=stimulus.code):
        newest = item.newest_version
        if newest is None or newest.stimulus_id == stimulus.pk:
            continue
        content = replace(get_content(version=newest), stimulus_revision=stimulus.revision)
        details = get_details(item=item)
        saved, _ = save_item(actor=actor, code=item.code, content=content, details=details, based_on=newest.revision)
        changed.append(saved)
    return changed
