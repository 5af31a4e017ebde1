"""Forms of the staff pages: they check, they never save."""

import zoneinfo
from typing import Any

from babel import Locale
from babel.numbers import list_currencies
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import get_language, pgettext_lazy, to_locale
from django.utils.translation import gettext_lazy as _
from phonenumbers import SUPPORTED_REGIONS

from guanxi.staff.models import Department, Member, Role
from guanxi.staff.queries.department import choices as department_choices

CURRENCIES = ("CNY", "HKD", "TWD", "USD", "EUR", "GBP", "JPY", "SGD")
THEMES = [("", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))]


def zones() -> list[tuple[str, str]]:
    """Time zones as choices, those of cities only."""
    return [(zone, zone.replace("_", " ")) for zone in sorted(zoneinfo.available_timezones()) if "/" in zone]


def currencies() -> list[tuple[str, str]]:
    """Currency codes as choices, the usual ones first."""
    others = sorted(code for code in list_currencies() if code not in CURRENCIES and len(code) == 3)
    words = spoken().currencies
    return [(code, f"{code} {words.get(code, '')}".strip()) for code in (*CURRENCIES, *others)]


def regions() -> list[tuple[str, str]]:
    """Countries with telephone numbers as choices, under their names in the reader's language."""
    words = spoken().territories
    return sorted(((code, words.get(code, code)) for code in SUPPORTED_REGIONS), key=lambda one: one[1])


def spoken() -> Locale:
    """Names of countries and currencies in the reader's language."""
    return Locale.parse(to_locale(get_language() or "en"), sep="_")


class CompanyForm(forms.Form):
    """Name and customs of the company."""

    name = forms.CharField(label=_("Company name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    phone_region = forms.ChoiceField(
        label=_("Country of phone numbers"),
        choices=regions,
        help_text=_("Numbers without a country code are read as numbers of this country."),
    )
    silent_days = forms.IntegerField(
        label=_("Gone silent after (days)"),
        min_value=1,
        max_value=365,
        help_text=_("My day lists prospects and customers without contact for so long."),
    )
    warn_days = forms.IntegerField(
        label=_("Warn before a contract ends (days)"),
        min_value=0,
        max_value=730,
        help_text=_("For contracts made from now on; each contract can say otherwise."),
    )
    pocket_hours = forms.IntegerField(
        label=_("Devices keep a pocket for (hours)"),
        min_value=0,
        max_value=72,
        help_text=_(
            "Phones and laptops on the road keep today's customers so long without a connection; 0 allows it to none."
        ),
    )


class _PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters; a sentence is easier to remember than signs."),
    )

    def clean_password(self) -> str:
        """The password, if the rules of the installation take it for this member."""
        password: str = self.cleaned_data["password"]
        member = Member(name=self.cleaned_data.get("name", ""), email=self.cleaned_data.get("email", ""))
        validate_password(password, member)
        return password


class FirstRunForm(_PasswordForm):
    """The company and its first administrator."""

    company = forms.CharField(
        label=_("Company name"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True})
    )
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label=_("Your mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    field_order = ("company", "name", "email", "password", "time_zone")


class JoinForm(_PasswordForm):
    """An invited member chooses his password."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name", "password")


class MemberForm(forms.ModelForm):
    """A member's data, place and roles."""

    roles = forms.ModelMultipleChoiceField(
        label=_("Roles"),
        queryset=Role.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Several roles add up."),
    )

    class Meta:
        model = Member
        fields = ("name", "email", "title", "phone", "department", "manager", "roles")
        labels = {
            "name": pgettext_lazy("person", "Name"),
            "email": _("Mail address"),
            "title": _("Title"),
            "phone": _("Phone"),
            "department": _("Department"),
            "manager": _("Manager"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department, manager = self.fields["department"], self.fields["manager"]
        department.choices = [("", _("No department")), *department_choices()]  # type: ignore[attr-defined]
        manager.queryset = Member.objects.filter(is_active=True).exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        manager.empty_label = _("Nobody")  # type: ignore[attr-defined]
        self.fields["manager"].help_text = _("Sees what this member owns, if the manager's role includes subordinates.")

    def values(self) -> dict[str, Any]:
        """What was entered, without the roles."""
        return {key: value for key, value in self.cleaned_data.items() if key != "roles"}

    def validate_unique(self) -> None:
        """Left to the action, which the API and the demo use too."""

    def validate_constraints(self) -> None:
        """Left to the action, as above."""

    def _post_clean(self) -> None:
        """Nothing is written to the instance here: actions do that."""


class ProfileForm(forms.Form):
    """What a member sets for himself."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the browser asks")), *settings.LANGUAGES]
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, choices=lambda: [("", _("As the company")), *zones()]
    )
    theme = forms.ChoiceField(label=_("Appearance"), required=False, choices=THEMES)


class DepartmentForm(forms.Form):
    """A department's name and the one above it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    parent = forms.ModelChoiceField(label=_("Below"), queryset=Department.objects.order_by("number"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].empty_label = _("At the top")  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """Name and purpose of a role; its grants come as a matrix of their own."""

    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(
        label=_("What it is for"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )
