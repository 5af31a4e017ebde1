"""Members from files. Staff lies below intake and cannot register it itself; everything is written by its actions."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core.actor import Actor
from guanxi.core.kinds import Type
from guanxi.core.refused import Refused
from guanxi.intake.loading.batch import Batch, Parsed
from guanxi.intake.targets import BY_OTHERS, Key, Made, Target, TargetField, register
from guanxi.staff.actions.department import create_department
from guanxi.staff.actions.member import create_member, delete_members, edit_member
from guanxi.staff.models import Department, Member, Role

PLAIN = ("name", "title", "phone")


def load_members(batch: Batch) -> None:
    """One colleague a row, found by mail; he needs an invitation to sign in. Managers may stand further down."""
    known = {member.email: member for member in Member.objects.all()}
    roles = {key.casefold(): role for role in Role.objects.all() for key in (role.name, role.built_in) if key}
    done: dict[int, Member] = {}
    for row in batch.rows:
        try:
            member = _member(batch, row, known, roles)
        except Refused as refusal:
            batch.reject(row, refusal.field or "mail", "refused", sentence=str(refusal))
            continue
        if member:
            done[row.number] = known[member.email] = member
    _managers(batch, done)


def _member(batch: Batch, row: Parsed, known: dict[str, Member], roles: dict[str, Role]) -> Member | None:
    values = row.values
    named = [roles.get(name.casefold()) for name in values.get("roles", [])]
    if None in named:
        batch.reject(row, "roles", "role_unknown", value=", ".join(values["roles"]))
        return None
    given = [role for role in named if role]
    department = _department(batch, row)
    if batch.rejected(row):
        return None
    member = known.get(values["mail"])
    if member is None:
        fields = {name: values[name] for name in PLAIN if name in values}
        member = create_member(
            {**fields, "email": values["mail"], "department": department}, actor=batch.actor, at=batch.at, roles=given
        )
        batch.note(row, "created", member.name)
        return member
    if batch.plan.on_match == "skip":
        batch.note(row, "skipped", member.name)
        return None
    changes = _changes(batch, member, values, department)
    add_roles = [role for role in given if role not in member.roles.all()]
    if changes or add_roles:
        everything = [*member.roles.all(), *add_roles] if add_roles else None
        edit_member(
            member, {name: new for name, _old, new in changes}, actor=batch.actor, at=batch.at, roles=everything
        )
    batch.note(row, "updated" if changes or add_roles else "unchanged", member.name, changes)
    return member


def _changes(
    batch: Batch, member: Member, values: dict[str, Any], department: Department | None
) -> list[tuple[str, Any, Any]]:
    given = {
        **{name: values[name] for name in PLAIN if name in values},
        **({"department": department} if department else {}),
    }
    found = []
    for name, new in given.items():
        old = getattr(member, name)
        if new != old and (batch.plan.on_match == "overwrite" or not old):
            found.append((name, old, new))
    return found


def _department(batch: Batch, row: Parsed) -> Department | None:
    """The department at the end of a path "Sales/North", made as far as it is missing and the plan allows."""
    above: Department | None = None
    for part in str(row.values.get("department", "")).split("/"):
        name = part.strip()
        if not name:
            continue
        found = Department.objects.filter(parent=above, name__iexact=name).first()
        if found is None and not batch.plan.makes("department"):
            batch.reject(row, "department", "department_unknown", value=name)
            return None
        above = found or create_department(name, above.pk if above else None, actor=batch.actor, at=batch.at)
    return above


def _managers(batch: Batch, done: dict[int, Member]) -> None:
    by_name: dict[str, list[Member]] = {}
    for member in Member.objects.all():
        by_name.setdefault(member.name.casefold(), []).append(member)
        by_name.setdefault(member.email.casefold(), []).append(member)
    for row in batch.rows:
        wanted = row.values.get("manager")
        if row.number not in done or not wanted:
            continue
        member = done[row.number]
        found = by_name.get(wanted.casefold(), [])
        if len(found) != 1:
            batch.reject(row, "manager", "manager_ambiguous" if found else "manager_unknown", value=wanted)
            continue
        if member.manager_id == found[0].pk or (member.manager_id and batch.plan.on_match != "overwrite"):
            continue
        try:
            edit_member(member, {"manager": found[0]}, actor=batch.actor, at=batch.at)
        except Refused as refusal:
            batch.reject(row, "manager", "refused", sentence=str(refusal))


MADE_BY = (
    "exists (select from core_change m where m.kind = 'member' and m.record_id = r.id and m.operation = 'I'"
    " and m.through = 'import' and m.through_id = %(import)s::text)"
)
# Who has signed in, is referred to, was changed by somebody (an invitation is no change), or is above one who stays.
STAYS = f"""r.id in (
    with recursive made as (select r.* from staff_member r where {MADE_BY}), stays(id) as (
        (select id from staff_member where id not in (select id from made)
         union select staff_in_use(array(select id from made))
         union select id from made where joined_at is not null or last_login is not null or exists (
             select from core_change h where h.home_kind = 'staff' and h.kind in ('member', 'member_role') and h.home_id = made.id
                and {BY_OTHERS} and (h.kind = 'member_role' or h.changes - 'invited_at' <> '{{}}')))
        union select m.manager_id from staff_member m join stays on stays.id = m.id where m.manager_id is not null)
    select id from stays)"""  # noqa: S608 - constants


def _restored(ids: list[int], import_id: int, *, actor: Actor, at: datetime) -> None:  # noqa: ARG001 - as Made has it
    """Names that came back sort as before."""
    for member in Member.objects.filter(pk__in=ids):
        edit_member(member, {"name": member.name}, actor=actor, at=at)


MADE = Made(
    "staff_member", "member", changed=STAYS, title="r.name", remove=delete_members, restored=_restored, made_by=MADE_BY, alive="true"
)  # fmt: skip
FIELDS = (
    TargetField("name", pgettext_lazy("person", "Name"), aliases=("Name", "Full name", "Sales agent", "姓名", "员工姓名", "成员"), required=True, max_length=120),
    TargetField("mail", _("Mail"), Type.MAIL, ("Mail", "Email", "E-mail", "邮箱", "电子邮箱"), required=True),
    TargetField("title", _("Position"), aliases=("Title", "Job title", "Position", "职务", "职位"), max_length=120),
    TargetField("phone", _("Phone"), Type.PHONE, ("Phone", "Mobile", "电话", "手机")),
    TargetField("department", _("Department"), aliases=("Department", "Regional office", "Office", "Team", "部门", "所在部门"), max_length=400),
    TargetField("manager", _("Manager"), aliases=("Manager", "Supervisor", "Reports to", "上级", "主管", "直属上级", "经理"), max_length=254),
    TargetField("roles", _("Roles"), Type.TAGS, ("Role", "Roles", "角色", "权限角色"), many=True),
)  # fmt: skip


def register_target() -> None:
    """Called by the manifest."""
    register(
        Target(
            name="member", label=_("Colleagues"), icon="users", needs="staff.administer", load=load_members, fields=FIELDS,
            keys=(Key("mail", _("Mail")),), links=(("department", _("Departments that are not known yet")),), place=60,
            help=_("One colleague a row, with department and manager. Invitations are sent separately."), made=(MADE,),
            undo_help=_("Colleagues whom it made are removed and those whom it changed get their old values back. Who has signed in, owns something or was changed since stays and is listed; so do departments and added roles."),
        )
    )  # fmt: skip
