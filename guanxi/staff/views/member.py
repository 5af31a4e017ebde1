"""Members: the list, one member, and what an administrator does with him."""

from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.staff.actions import invitation
from guanxi.staff.actions import member as members
from guanxi.staff.forms import MemberForm
from guanxi.staff.models import Department, Member, Role
from guanxi.staff.queries import department as departments
from guanxi.staff.queries import handover as handovers
from guanxi.staff.queries import member as query
from guanxi.staff.queries.session import devices
from guanxi.staff.views.forming import administered, attempt, tabs


@require_GET
@administered
def listed(request: HttpRequest) -> HttpResponse:
    """Members by name, narrowed by text, state and department."""
    asked = request.GET
    department = asked.get("department", "")
    state = asked.get("state", "active")
    page = query.members(
        text=asked.get("q", "").strip(),
        state=state,
        department_id=int(department) if department.isdecimal() else None,
        after=asked.get("after", ""),
    )
    rows = [{"member": member, "state": query.state_of(member, clock.now())} for member in page.members]
    older = asked.copy()
    older["after"] = page.after
    context = {
        "title": _("Members"),
        "count": page.total,
        "rows": rows,
        "older_url": f"?{older.urlencode()}" if page.after else "",
        "asked": asked,
        "state": state,
        "states": query.STATES,
        "departments": departments.choices(),
        "tabs": tabs("members"),
        "bulk_url": reverse("staff_member_move"),
        "bulk_actions": "staff/parts/member_bulk.html",
    }
    return render(request, "staff/members.html", context)


@administered
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody: who, where, which roles."""
    form = MemberForm(request.POST or None, initial={"roles": Role.objects.filter(built_in="sales")})
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: invitation.invite_member(
                form.values(), roles=form.cleaned_data["roles"], actor=request.actor, at=clock.now()
            ),
        )
        if made:
            _send(request, made)
            return redirect("staff_member", pk=made.pk)
    context = {
        "form": form,
        "title": _("Invite a member"),
        "tabs": tabs("members"),
        "cancel_url": reverse("staff_members"),
    }
    return render(request, "staff/member_invite.html", context, status=422 if form.errors else 200)


@administered
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """One member: data, place, roles, devices; changed in the same form."""
    member = get_object_or_404(Member.objects.select_related("department", "manager"), pk=pk)
    form = MemberForm(request.POST or None, instance=member)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: members.edit_member(
                member, form.values(), roles=form.cleaned_data["roles"], actor=request.actor, at=clock.now()
            ),
        )
        if saved:
            messages.success(request, _("Saved."))
            return redirect("staff_member", pk=pk)
    context = {
        "form": form,
        "colleague": member,
        "title": member.name,
        "state": query.state_of(member, clock.now()),
        "devices": devices(member.pk, None),
        "held": [one for one in handovers.held(member.pk, request.actor) if one.number],
        "link": _link(request, member) if _link_is_shown(member) else "",
        "tabs": tabs("members"),
    }
    return render(request, "staff/member.html", context, status=422 if form.errors else 200)


@require_POST
@administered
def turn(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """Deactivate, reactivate, invite again, revoke the invitation, sign out everywhere."""
    member = get_object_or_404(Member, pk=pk)
    given: dict[str, Any] = {"actor": request.actor, "at": clock.now()}
    if way == "deactivate":
        members.deactivate_member(member, **given)
        messages.success(request, _("%(name)s can no longer sign in; open sessions were ended.") % {"name": member})
    elif way == "reactivate":
        members.reactivate_member(member, **given)
        messages.success(request, _("%(name)s may sign in again.") % {"name": member})
    elif way == "invite":
        invitation.invite_again(member, **given)
        _send(request, member)
    elif way == "revoke":
        invitation.revoke_invitation(member, **given)
        messages.success(request, _("The link no longer works."))
    else:
        members.end_sessions(member)
        messages.success(request, _("%(name)s was signed out everywhere.") % {"name": member})
    return redirect("staff_member", pk=pk)


@require_POST
@administered
def move(request: HttpRequest) -> HttpResponse:
    """Put the selected members into one department."""
    wanted = request.POST.get("department", "")
    department = get_object_or_404(Department, pk=wanted) if wanted else None
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal()]
    number = members.move_members(ids, department.pk if department else None, actor=request.actor, at=clock.now())
    messages.success(request, _("%(number)d members were moved.") % {"number": number})
    return redirect("staff_members")


def _link(request: HttpRequest, member: Member) -> str:
    return request.build_absolute_uri(reverse("staff_join", args=[invitation.token_of(member)]))


def _link_is_shown(member: Member) -> bool:
    """Without a mail server the administrator hands the link over himself."""
    return "smtp" not in settings.EMAIL_BACKEND and member.joined_at is None and member.invited_at is not None


def _send(request: HttpRequest, member: Member) -> None:
    try:
        invitation.send_invitation(member, _link(request, member), request.user)
    except (OSError, SMTPException) as error:
        reason = _("The mail to %(address)s could not be sent: %(error)s")
        messages.error(request, reason % {"address": member.email, "error": error})
        return
    if "smtp" in settings.EMAIL_BACKEND:
        messages.success(request, _("The invitation to %(address)s is on its way.") % {"address": member.email})
    else:
        messages.warning(request, _("No mail server is set up: copy the link below and hand it over yourself."))
