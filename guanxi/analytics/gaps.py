"""What ought to be known of a customer, in words, and where each is put right. No I/O."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core.kinds import Label


@dataclass(frozen=True, slots=True)
class Gap:
    """`mend` is the address of what is opened to put it right; `dialog` says that it opens over the page.

    `missing` is the filter of the list of customers that finds who lacks it, "" where the list has none.
    """

    key: str
    label: Label
    mend: Callable[[int], str]
    dialog: bool = False
    missing: str = ""


def _edit(pk: int) -> str:
    return reverse("customer_edit", args=[pk])


def _reach(pk: int) -> str:
    return reverse("identity_new", args=[pk])


def _contact(pk: int) -> str:
    return reverse("contact_new_at", args=[pk])


# Every one counts the same; companies' alone are contact, decider, industry and size.
GAPS = (
    Gap("contact", _("a contact"), _contact, dialog=True, missing="type:any:company;people:empty"),
    Gap(
        "decider",
        _("who decides"),
        lambda pk: f"{reverse('customer_record', args=[pk])}#people",
        missing="type:any:company;people:is:none,undecided",
    ),
    Gap("phone", _("a phone number"), _reach, dialog=True, missing="phone:empty"),
    Gap("mail", _("a mail address"), _reach, dialog=True, missing="mail:empty"),
    Gap("industry", _("the industry"), _edit, missing="industry:empty"),
    Gap("size", _("how many employees"), _edit, missing="size:empty"),
    Gap("city", _("the city"), _edit, missing="city:empty"),
    Gap("source", _("where they come from"), _edit, missing="source:empty"),
    Gap("owner", _("whose customer it is"), lambda pk: reverse("customer_record", args=[pk]), missing="owner:empty"),
)
BY_KEY = {one.key: one for one in GAPS}
KINDS: dict[str, Label] = {
    "talk": pgettext_lazy("kind of knowledge", "talks"),
    "order": pgettext_lazy("kind of knowledge", "orders"),
    "deal": pgettext_lazy("kind of knowledge", "opportunities or leads"),
    "contract": pgettext_lazy("kind of knowledge", "contracts"),
    "people": pgettext_lazy("kind of knowledge", "two people or more"),
    "tie": pgettext_lazy("kind of knowledge", "relations to other customers"),
}
FRESH, STALE = 30, 365  # days since the last contact: up to the first it counts whole, from the second on not at all
