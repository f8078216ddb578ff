from django import forms


class RulesForm(forms.Form):
    """The step of check-in that this exam asks for."""

    accept_rules = forms.BooleanField(
        label="I have read the rules and accept them.",
        error_messages={"required": "Accept the rules to begin."},
    )
