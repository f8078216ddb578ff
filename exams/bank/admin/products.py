"""Products and their former names: edited here, one name a line."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from exams.bank.models import Product


class NamesField(forms.CharField):
    """A list of names, one a line."""

    def __init__(self, **values: Any) -> None:
        widget = admin.widgets.AdminTextareaWidget(attrs={"rows": 4})
        super().__init__(widget=widget, required=False, help_text="One name a line.", **values)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (" ".join(line.split()) for line in (value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)


class ProductForm(forms.ModelForm):
    other_names = NamesField(label="Other names in use")
    former_names = NamesField()

    class Meta:
        model = Product
        fields = (
            "code",
            "name",
            "other_names",
            "former_names",
            "status",
            "since",
            "retired_on",
            "source",
            "note",
        )


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    form = ProductForm
    list_display = ("name", "code", "former", "status", "since", "retired_on")
    list_filter = ("status",)
    search_fields = ("name", "code", "former_names", "other_names")
    search_help_text = "Searches names, old and new."

    @admin.display(description="Former names")
    def former(self, product: Product) -> str:
        return ", ".join(product.former_names) or "—"

    def get_readonly_fields(self, request: HttpRequest, obj: Product | None = None) -> tuple[str, ...]:
        """Items name a product by its code, so it stays."""
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Items name products: one that is gone is retired."""
        return False
