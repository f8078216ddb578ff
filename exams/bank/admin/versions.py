"""Versions, options and keys as they are stored: to look at. The pages for reading are those of the item."""

from django.contrib import admin
from django.urls import reverse

from exams.bank.admin.read_only import NotInIndex, ReadOnly
from exams.bank.models import ItemVersion, Option
from exams.bank.models.key import ItemKey, OptionKey


class OptionInline(ReadOnly, admin.TabularInline):
    model = Option


class ItemKeyInline(ReadOnly, admin.StackedInline):
    model = ItemKey


class OptionKeyInline(ReadOnly, admin.StackedInline):
    model = OptionKey


@admin.register(ItemVersion)
class ItemVersionAdmin(NotInIndex, ReadOnly, admin.ModelAdmin):
    list_display = ("item", "revision", "kind", "created_at", "created_by")
    list_select_related = ("item", "created_by")
    search_fields = ("item__code", "stem")
    inlines = (OptionInline, ItemKeyInline)

    def view_on_site(self, version: ItemVersion) -> str:
        return reverse("admin:bank_item_version", args=[version.item_id, version.revision])


@admin.register(Option)
class OptionAdmin(NotInIndex, ReadOnly, admin.ModelAdmin):
    list_display = ("version", "code", "text")
    list_select_related = ("version__item",)
    inlines = (OptionKeyInline,)
