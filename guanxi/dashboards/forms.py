"""What can be typed on the pages of dashboards."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.analytics.periods import PERIODS
from guanxi.dashboards.models import Dashboard, Schedule, Tile

CHOSEN = (("own", _("As each card says")), *((name or "all", label) for name, label in PERIODS))


class DashboardForm(forms.Form):
    """Its name and the period it opens with."""

    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    period = forms.ChoiceField(label=pgettext_lazy("explorer", "Period"), choices=CHOSEN)


class PinForm(forms.Form):
    """On which dashboard a question is kept, and how."""

    dashboard = forms.ChoiceField(label=_("Dashboard"))
    form = forms.ChoiceField(label=_("Shown as"), choices=Tile.Form.choices)
    width = forms.ChoiceField(label=_("Width"), choices=Tile.Width.choices)

    def __init__(self, *given: Any, dashboards: list[Dashboard], split: bool, **options: Any) -> None:
        super().__init__(*given, **options)
        chosen: Any = self.fields["dashboard"]
        chosen.choices = [*((str(one.pk), one.label) for one in dashboards), ("new", _("A new one"))]
        shape: Any = self.fields["form"]
        if not split:
            shape.choices = [one for one in Tile.Form.choices if one[0] == Tile.Form.FIGURE]


class TileForm(forms.Form):
    """What a card is called, how its answer is shown and how wide."""

    name = forms.CharField(max_length=80, required=False)
    form = forms.ChoiceField(choices=Tile.Form.choices)
    width = forms.ChoiceField(choices=Tile.Width.choices)


HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class MailForm(forms.Form):
    """How often, at which hour, and to whom."""

    every = forms.ChoiceField(label=pgettext_lazy("mail", "How often"), choices=Schedule.Every.choices)
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"), coerce=int, choices=[(key + 1, label) for key, label in WEEKDAYS.items()]
    )
    day = forms.IntegerField(
        label=_("Day of the month"), min_value=1, max_value=31, help_text=_("31 is the last day of every month.")
    )
    hour = forms.TypedChoiceField(
        label=_("Hour"), coerce=int, choices=HOURS, help_text=_("By the clock of whoever receives it.")
    )
    members = forms.TypedMultipleChoiceField(
        label=_("Who receives it"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *given: Any, people: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*given, **options)
        chosen: Any = self.fields["members"]
        chosen.choices = people
