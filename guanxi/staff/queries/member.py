"""Members, read: the list of the staff pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from guanxi.core.names import sort_key
from guanxi.staff.models import Member
from guanxi.staff.rules import INVITATION_LASTS

PAGE = 100
STATES = (("active", _("Active")), ("invited", _("Invited")), ("inactive", _("Deactivated")), ("", _("All")))


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One page of members and the key of the next one ("" at the end)."""

    members: list[Member]
    after: str
    total: int


def members(*, text: str = "", state: str = "active", department_id: int | None = None, after: str = "") -> MemberPage:
    """Members by name: `text` in name (also as pinyin) or address; `after` is the key of the page before."""
    found = narrowed(text=text, state=state, department_id=department_id)
    total = found.count()
    if after:
        name, _bar, pk = after.rpartition("|")
        found = found.filter(Q(name_sort__gt=name) | Q(name_sort=name, pk__gt=int(pk) if pk.isdecimal() else 0))
    rows = list(
        found.order_by("name_sort", "pk").select_related("department", "manager").prefetch_related("roles")[: PAGE + 1]
    )
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return MemberPage(rows, f"{rows[-1].name_sort}|{rows[-1].pk}" if more else "", total)


def narrowed(*, text: str, state: str, department_id: int | None) -> QuerySet[Member]:
    """The members that text, state and department (with those below) leave."""
    found: QuerySet[Member] = Member.objects.all()
    if text:
        words = Q(name__icontains=text) | Q(email__icontains=text) | Q(name_sort__icontains=sort_key(text).strip())
        found = found.filter(words | Q(name_sort__startswith=text.casefold()))
    if state == "active":
        found = found.filter(is_active=True)
    elif state == "invited":
        found = found.filter(is_active=True, joined_at=None)
    elif state == "inactive":
        found = found.filter(is_active=False)
    if department_id:
        found = found.filter(
            department__number__gte=_bound(department_id, "number"),
            department__number__lte=_bound(department_id, "last"),
        )
    return found


def _bound(department_id: int, column: str) -> Any:
    from django.db.models import Subquery

    from guanxi.staff.models import Department

    return Subquery(Department.objects.filter(pk=department_id).values(column)[:1])


def state_of(member: Member, at: datetime) -> tuple[Any, str]:
    """The member's state in a word, and its tone."""
    if not member.is_active:
        return _("Deactivated"), ""
    if member.joined_at or member.has_usable_password():
        return _("Active"), "ok"
    if member.invited_at and at - member.invited_at <= INVITATION_LASTS:
        return _("Invited"), "info"
    return _("Invitation expired") if member.invited_at else _("Not invited"), "warn"
