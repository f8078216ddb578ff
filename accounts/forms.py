from typing import Any

from django import forms

from accounts.models import User


class NameForm(forms.Form):
    """What sign-up asks besides address and password."""

    name = forms.CharField(
        label="Your name",
        max_length=150,
        help_text="As it should stand on the exam screen.",
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    field_order = ["name", "email", "password1", "password2"]

    def signup(self, request: object, user: User) -> None:
        """Called by allauth after the person was saved; the adapter has stored the name by then."""


class ErasureForm(forms.Form):
    """Who erases themselves shows that it is they: by the password, or by the address where there is none."""

    proof = forms.CharField(
        label="Your password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    is_sure = forms.BooleanField(
        label="Yes, erase everything. I know that nobody can bring it back.",
        error_messages={"required": "Tick this too: nobody can bring it back."},
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not person.has_usable_password():
            widget = forms.EmailInput(attrs={"autocomplete": "off", "dir": "auto"})
            self.fields["proof"] = forms.CharField(label="Your e-mail address, typed out", widget=widget)
            self.order_fields(["proof", "is_sure"])
