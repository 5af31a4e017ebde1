"""What roles can grant: the kinds of record, the verbs each knows, and the roles that come with the product."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERBS: dict[str, str | Promise] = {
    "see": _("See"),
    "create": _("Create"),
    "edit": _("Edit"),
    "delete": _("Delete"),
    "export": _("Export"),
    "assign": _("Assign"),
    "administer": _("Administer"),
}


@dataclass(frozen=True, slots=True)
class GrantKind:
    """A row of the matrix of rights; `owned` kinds have a data scope of their own, the others follow the customer's."""

    name: str
    label: str | Promise
    verbs: tuple[str, ...]
    owned: bool = False


_WHOLE = ("see", "create", "edit", "delete", "export")
KINDS = [
    GrantKind("customer", _("Customers"), (*_WHOLE, "assign"), owned=True),
    GrantKind("contact", _("Contacts"), _WHOLE),
    GrantKind("entry", _("Timeline entries"), ("see", "create")),
    GrantKind("task", _("Tasks"), (*_WHOLE, "assign"), owned=True),
    GrantKind("product", _("Products"), _WHOLE),
    GrantKind("order", _("Orders"), _WHOLE),
    GrantKind("import", _("Imports"), ("see", "create", "administer")),
    GrantKind("work", _("Jobs of colleagues"), ("administer",)),
    GrantKind("staff", _("Members, departments and roles"), ("administer",)),
]
BY_NAME = {kind.name: kind for kind in KINDS}


def offer(kind: GrantKind) -> None:
    """Have roles grant one more kind; called from the manifest of its package."""
    KINDS.append(kind)
    BY_NAME[kind.name] = kind


# Names and sentences of the roles that a migration makes (migrations/0003_roles.py), by key.
BUILT_IN: dict[str, tuple[str | Promise, str | Promise]] = {
    "administrator": (
        pgettext_lazy("role", "Administrator"),
        _("May see and do everything, the staff pages included."),
    ),
    "sales": (pgettext_lazy("role", "Sales"), _("Works with their own customers and hands them over.")),
    "team_lead": (pgettext_lazy("role", "Team lead"), _("Sees and steers what they and their subordinates own.")),
    "department_head": (
        pgettext_lazy("role", "Department head"),
        _("Sees and steers what their department and those below it own."),
    ),
    "service": (
        pgettext_lazy("role", "Service"),
        _("Helps the customers of their department and writes down what happened."),
    ),
    "read_only": (pgettext_lazy("role", "Read-only"), _("Sees everything and changes nothing.")),
}
