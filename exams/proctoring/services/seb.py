"""The rules for Safe Exam Browser: their configuration is made or read, its key computed, both kept together."""

from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from exams.proctoring import seb_requirements
from exams.proctoring.models import SebRules
from exams.proctoring.seb import config_key, configuration, plist

FIELDS = (
    *("exam", "is_required", "asks_config_key", "asks_browser_exam_key", "browser_exam_keys", "other_config_keys"),
    *("sites", "quit_password_hash", "is_own_file", "configuration", "config_key"),
)


@transaction.atomic
def save_rules(*, rules: SebRules, upload: bytes | None = None, drops_upload: bool = False) -> SebRules:
    """Store the rules with the configuration that belongs to them. May be repeated.

    `upload`: a configuration of somebody's own, which stays until `drops_upload`; without one ours is made. A Config
    Key that is replaced stays allowed, for who sits the exam with it now: staff take it off the list.
    Raises plist.NotReadable, whose words say why.
    """
    former = SebRules.objects.select_for_update().filter(pk=rules.pk).values_list("config_key", flat=True).first()
    if upload is not None:
        rules.configuration, rules.is_own_file = upload, True
    elif drops_upload or not rules.is_own_file:
        rules.configuration, rules.is_own_file = plist.write(_make(rules)), False
    found = plist.read(bytes(rules.configuration))
    if fault := configuration.find_fault(found):
        raise plist.NotReadable(fault)
    rules.config_key = config_key.compute(found)
    others = [key for key in dict.fromkeys([*rules.other_config_keys.split(), former or ""]) if key]
    rules.other_config_keys = "\n".join(key for key in others if key != rules.config_key)
    rules.save(update_fields=FIELDS if rules.pk else None)
    seb_requirements.forget()
    transaction.on_commit(seb_requirements.forget)
    return rules


def _make(rules: SebRules) -> plist.Configuration:
    options = configuration.Options(
        start_url=_absolute(rules.exam.get_absolute_url()),
        quit_url=_absolute(reverse("seb:quit", kwargs={"slug": rules.exam.slug})),
        sites=rules.sites.split(),
        quit_password_hash=rules.quit_password_hash,
    )
    return configuration.make(options)


def _absolute(path: str) -> str:
    return urljoin(f"{settings.PUBLIC_URL}/", path)
