"""Finding items by words in any of their texts: every word must stand somewhere, also in the key's."""

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connections
from django.db.models import Exists, Expression, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce

from exams.bank.models import Item, ItemVersion, Option
from exams.bank.models.key import ItemKey, OptionKey

MOST_WORDS = 8
# PostgreSQL knows that "models" and "model" are one word; the language of our banks.
LANGUAGE = "english"


def search_items(rows: QuerySet[Item], text: str) -> QuerySet[Item]:
    """Those with every word of `text` in code, stem, options, rationales, explanation, tags or products.

    Looks at the newest version of each item. PostgreSQL's full-text search where there is one, parts of words elsewhere.
    """
    rows = rows.annotate(
        newest_id=Coalesce("next_version_id", "current_version_id"), said=Cast(F("metadata"), TextField())
    )
    is_full_text = connections[rows.db].vendor == "postgresql"
    for word in text.split()[:MOST_WORDS]:
        rows = rows.filter(_stands_somewhere(word, is_full_text=is_full_text))
    return rows


def _stands_somewhere(word: str, *, is_full_text: bool) -> Q:
    newest = OuterRef("newest_id")
    places = [
        _with_word(ItemVersion.objects.filter(pk=newest), "stem", word, is_full_text),
        _with_word(Option.objects.filter(version_id=newest), "text", word, is_full_text),
        _with_word(ItemKey.objects.filter(version_id=newest), "explanation", word, is_full_text),
        _with_word(OptionKey.objects.filter(option__version_id=newest), "rationale", word, is_full_text),
    ]
    found = Q(code__icontains=word) | Q(said__icontains=word)
    for place in places:
        found |= Q(Exists(place))
    return found


def _with_word(rows: QuerySet, field: str, word: str, is_full_text: bool) -> QuerySet:
    if not is_full_text:
        return rows.filter(**{f"{field}__icontains": word})
    return rows.annotate(words=SearchVector(field, config=LANGUAGE)).filter(words=_query(word))


def _query(word: str) -> Expression:
    """The beginning of a word is enough; what is more than letters and digits is taken as it stands."""
    if re.fullmatch(r"\w+", word):
        return SearchQuery(f"{word}:*", config=LANGUAGE, search_type="raw")
    return SearchQuery(word, config=LANGUAGE, search_type="plain")


def with_value(rows: QuerySet[Item], member: str, value: str) -> QuerySet[Item]:
    """Items whose list `metadata[member]` holds `value`; as text, which every database can."""
    name = f"{member}_text"
    listed = rows.annotate(**{name: Cast(F(f"metadata__{member}"), TextField())})
    return listed.filter(**{f"{name}__contains": f'"{value}"'})


def list_values(member: str) -> list[str]:
    """What stands in the lists `metadata[member]` of all items, sorted. One statement."""
    lists = Item.objects.filter(**{f"metadata__{member}__isnull": False}).order_by()
    found = {
        value
        for values in lists.values_list(f"metadata__{member}", flat=True)
        if isinstance(values, list)
        for value in values
    }
    return sorted(str(value) for value in found)
