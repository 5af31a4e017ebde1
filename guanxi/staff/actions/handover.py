"""A colleague's whole work handed over, and taken back."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.core import holdings, work
from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff import handing
from guanxi.staff.models import HandOver, Member
from guanxi.staff.succession import UNDONE_WITHIN, Plan

MOST = 10_000_000  # a bound for counting, far above what one person holds


def start_hand_over(plan: Plan, *, actor: Actor, at: datetime) -> HandOver:
    """Have a job hand everything over by the plan; raises `Refused` for a plan that cannot be carried out as a whole."""
    actor.require("administer", "staff")
    giver = Member.objects.filter(pk=plan.giver).first()
    if giver is None or not plan.takers:
        raise Refused(_("Choose who takes the work over."), field="to")
    everybody = plan.everybody
    if plan.giver in everybody or Member.objects.filter(pk__in=everybody, is_active=True).count() != len(everybody):
        raise Refused(_("Choose colleagues who work here."), field="to")
    if any(not one.allowed(actor) for one in holdings.holdings()):
        raise NotAllowed(_("Your roles do not show you everything this colleague holds, or not let you hand it over."))
    running = HandOver.objects.filter(giver=giver, ended_at=None)
    if running.exists():
        raise Refused(_("The work of this colleague is being handed over already."))
    handed = HandOver.objects.create(giver=giver, at=at, plan=plan.as_json())
    job = work.start(
        handing.NAME,
        handing.TITLE,
        actor=actor,
        at=at,
        arguments={"plan": plan.as_json()},
        title_params={"name": giver.name},
        total=sum(holdings.counts(giver.pk, MOST).values()),
        url=reverse("staff_hand_over", args=[giver.pk]),
    )
    handed.work_id = job.pk
    handed.save(update_fields=["work_id"])
    return handed


def undo_hand_over(handed: HandOver, *, actor: Actor, at: datetime) -> HandOver:
    """Have a job take back, within thirty days, what its takers still hold; raises `Refused`."""
    actor.require("administer", "staff")
    if handed.ended_at is None:
        raise Refused(_("It has not ended yet. Cancel it first."))
    if handed.undo_id is not None:
        raise Refused(_("It was taken back already."))
    if at - handed.at > UNDONE_WITHIN:
        raise Refused(_("A hand-over can be taken back for thirty days."))
    if any(not one.allowed(actor) for one in holdings.holdings()):
        raise NotAllowed(_("Your roles do not show you everything this colleague holds, or not let you hand it over."))
    job = work.start(
        handing.UNDO,
        handing.UNDO_TITLE,
        actor=actor,
        at=at,
        arguments={"handover": handed.pk},
        title_params={"name": handed.giver.name},
        total=sum(handed.moved.values()),
        url=reverse("staff_hand_over", args=[handed.giver_id]),
    )
    handed.undo_id = job.pk
    handed.save(update_fields=["undo_id"])
    return handed
