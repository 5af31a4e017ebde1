"""Standing in for a colleague who is away."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.approvals.models import Deputy
from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Member
from guanxi.staff.queries.company import today_of

LONGEST = 366  # days
NAMED = gettext_noop("You stand in for {member} with approvals from {since} until {until}.")


@transaction.atomic
def name_deputy(member_id: int, deputy_id: int, since: date, until: date, *, actor: Actor, at: datetime) -> Deputy:
    """Have `deputy_id` decide for a member from a day to a day: oneself, or anybody for whoever administers the staff."""
    _require(member_id, actor)
    if member_id == deputy_id or not Member.objects.filter(pk=deputy_id, is_active=True).exists():
        raise Refused(_("Choose a colleague who works here."), field="deputy")
    if until < since or until < today_of(at):
        raise Refused(_("The last day lies before the first, or has passed."), field="until")
    if (until - since).days > LONGEST:
        raise Refused(_("At most a year."), field="until")
    overlapping = Deputy.objects.select_for_update().filter(
        member_id=member_id, from_on__lte=until, until_on__gte=since
    )
    if overlapping.exists():
        raise Refused(_("Somebody stands in on these days already. End that first."), field="since")
    made = Deputy.objects.create(member_id=member_id, deputy_id=deputy_id, from_on=since, until_on=until)
    name = Member.objects.filter(pk=member_id).values_list("name", flat=True).first() or ""
    told = {"member": name, "since": date_format(since, "Y-m-d"), "until": date_format(until, "Y-m-d")}
    notify(deputy_id, "approvals.deputy", NAMED, told, reverse("approval_list"), actor=actor, at=at)
    return made


@transaction.atomic
def end_deputy(deputy: Deputy, *, actor: Actor, at: datetime) -> None:
    """Have him decide himself again, from now on; what was decided stays, with who stood in."""
    _require(deputy.member_id, actor)
    Deputy.objects.filter(pk=deputy.pk).delete()


def _require(member_id: int, actor: Actor) -> None:
    if actor.member_id is not None and member_id != actor.member_id and not actor.may("administer", "staff"):
        raise NotAllowed(_("Only he himself, or whoever administers the staff, says who stands in."))
