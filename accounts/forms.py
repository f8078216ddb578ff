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
