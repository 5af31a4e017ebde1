"""What the composer and the task dialog take in. They check shapes; the actions decide."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.timeline.models import Direction, Topic
from guanxi.timeline.rules import LONGEST_TEXT, PRESETS, preset_time

CUSTOM = "custom"
WHEN = (
    ("", _("Not set")),
    ("tomorrow", _("Tomorrow")),
    ("in_3_days", _("In 3 days")),
    ("in_a_week", _("In a week")),
    (CUSTOM, _("Another time")),
)
MEMBER_GONE = _("Choose a colleague from the list.")


class When(forms.Form):
    """A moment as a preset or as a time of one's own."""

    when = forms.ChoiceField(choices=WHEN, required=False, label=_("When"))
    when_at = forms.DateTimeField(required=False, label=_("Date and time"))

    def clean(self) -> dict[str, Any]:
        """`moment`: the chosen time or None."""
        given = cast("dict[str, Any]", super().clean())
        given["moment"] = self._moment(given)
        return given

    def _moment(self, given: dict[str, Any]) -> datetime | None:
        when = given.get("when", "")
        if when in PRESETS:
            return preset_time(when, timezone.localtime())
        if when == CUSTOM and "when_at" in given:
            if given["when_at"] is None:
                self.add_error("when_at", _("Choose a date and a time."))
            return cast("datetime | None", given["when_at"])
        return None


class Composer(When):
    """One follow-up: what happened, and what comes next."""

    kind = forms.CharField(max_length=24)
    text = forms.CharField(required=False, max_length=LONGEST_TEXT, label=_("What happened"))
    contact = forms.IntegerField(required=False, label=_("Contact"))
    direction = forms.ChoiceField(choices=[("", "–"), *Direction.choices], required=False, label=_("Direction"))
    minutes = forms.IntegerField(required=False, min_value=0, max_value=24 * 60, label=_("Minutes"))
    outcome = forms.CharField(required=False, max_length=120, label=_("Outcome"))
    happened_at = forms.DateTimeField(required=False, label=_("When it happened"))
    next_step = forms.CharField(required=False, max_length=300, label=_("Next step"))
    owner = forms.IntegerField(required=False, label=_("Assigned to"))
    q = forms.CharField(required=False, max_length=120)
    share = forms.BooleanField(required=False)
    promise = forms.BooleanField(required=False)
    promise_title = forms.CharField(required=False, max_length=300, label=_("What was promised"))
    promise_topic = forms.ChoiceField(choices=Topic.choices, required=False, label=_("About"))
    promise_due = forms.DateTimeField(required=False, label=_("Until when"))

    def clean(self) -> dict[str, Any]:
        """A name that was typed but not chosen from the list names nobody."""
        given = super().clean()
        if given.get("kind") == "task" and given.get("q") and not given.get("owner"):
            self.add_error("owner", MEMBER_GONE)
        return given


class TaskForm(When):
    """The task dialog."""

    title = forms.CharField(max_length=300, label=_("What is to be done"))
    note = forms.CharField(required=False, max_length=LONGEST_TEXT, label=_("Note"))
    customer = forms.IntegerField(required=False, label=_("Customer"))
    customer_q = forms.CharField(required=False, max_length=200)
    owner = forms.IntegerField(required=False, label=_("Assigned to"))
    owner_q = forms.CharField(required=False, max_length=120)
    share = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """What was typed into a list field must have been chosen from its list."""
        given = super().clean()
        if given.get("owner_q") and not given.get("owner"):
            self.add_error("owner", MEMBER_GONE)
        if given.get("customer_q") and not given.get("customer"):
            self.add_error("customer", _("Choose a customer from the list."))
        return given


class PromiseForm(When):
    """The promise dialog; `entry` and `place` say where it was made, `stay` that the page behind it remains."""

    title = forms.CharField(max_length=300, label=_("What was promised"))
    topic = forms.ChoiceField(choices=Topic.choices, required=False, label=_("About"))
    customer = forms.IntegerField(required=False, label=_("Customer"))
    customer_q = forms.CharField(required=False, max_length=200)
    contact = forms.IntegerField(required=False, label=_("Contact"))
    owner = forms.IntegerField(required=False, label=_("Promised by"))
    owner_q = forms.CharField(required=False, max_length=120)
    amount = forms.DecimalField(required=False, min_value=0, max_digits=18, decimal_places=2, label=_("Amount"))
    currency = forms.CharField(required=False, max_length=3, label=_("Currency"))
    entry = forms.IntegerField(required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    share = forms.BooleanField(required=False)
    stay = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """What was typed into a list field must have been chosen from its list."""
        given = super().clean()
        if given.get("owner_q") and not given.get("owner"):
            self.add_error("owner", MEMBER_GONE)
        if given.get("customer_q") and not given.get("customer"):
            self.add_error("customer", _("Choose a customer from the list."))
        return given


class ProofForm(forms.Form):
    """How a promise was kept (words, or the entry that shows it), or why it is withdrawn."""

    proof = forms.CharField(required=False, max_length=LONGEST_TEXT, label=_("Proof"))
    entry = forms.IntegerField(required=False, label=_("Entry that shows it"))
    stay = forms.BooleanField(required=False)
