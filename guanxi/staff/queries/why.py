"""Why a member does or does not see a record: the rule of visibility, step by step, in words.

The steps follow the rule as the page "Who sees what" of docs/architecture.md has it; a property test holds the outcome
against what the database shows that member.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.core import kinds
from guanxi.core.actor import acting_as_system
from guanxi.staff.models import Department, Member, Role, Scope


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the reasoning: `holds` True or False where it decides, None where it only tells."""

    holds: bool | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome and how it came about."""

    sees: bool
    edits: bool
    steps: list[Step]


class NoSuchRecord(LookupError):
    """There is no record of this kind and number."""


def why(member: Member, kind_name: str, pk: int) -> Answer:
    """Explain whether `member` sees (and may edit) the record; raises `NoSuchRecord`.

    Reads as the system: an administrator may ask about records that he does not see himself, and learns only who does.
    """
    with acting_as_system("why"):
        return _Reasoning(member, kinds.kind(kind_name), pk).answer()


class _Reasoning:
    """The roles of one member, applied to one record."""

    def __init__(self, member: Member, kind: kinds.Kind, pk: int) -> None:
        self.member = member
        self.kind = kind
        self.record: Any = kind.model._default_manager.filter(pk=pk).first()
        if self.record is None:
            raise NoSuchRecord(kind.name, pk)
        self.roles: list[Role] = list(member.roles.prefetch_related("grants"))
        self.steps: list[Step] = []

    def answer(self) -> Answer:
        """The whole reasoning."""
        if not self.member.is_active:
            self._say(False, _("%(who)s is deactivated: nothing is shown."), who=self.member)
            return Answer(False, False, self.steps)
        names = pgettext("between words", ", ").join(str(role.label) for role in self.roles)
        self._say(None, _("Roles: %(roles)s.") if names else _("No role is held."), roles=names)
        if self.kind.owned:
            return self._owned(self.kind, self.record)
        if not hasattr(self.record, "customer_id"):
            return self._common()
        return self._hanging()

    def _common(self) -> Answer:
        """Records that belong to everybody, such as products: the verb alone decides."""
        sees = self._may("see", self.kind)
        return Answer(sees, sees and self._may("edit", self.kind), self.steps)

    def _hanging(self) -> Answer:
        """What hangs on a customer is seen with it, by whoever may see this kind at all."""
        may_see = self._may("see", self.kind)
        customer_kind = kinds.kind("customer")
        customer = customer_kind.model._default_manager.filter(pk=self.record.customer_id).first()
        if customer is None:
            everything = Scope.ALL in self._scopes(customer_kind)
            self._say(everything, _("It belongs to no customer: only the data scope “everything” shows it."))
            return Answer(may_see and everything, False, self.steps)
        self._say(None, _("It hangs on a customer, and is seen by whoever sees that customer."))
        on = self._owned(customer_kind, customer)
        edits = may_see and on.sees and self._in_reach and self._may("edit", self.kind)
        return Answer(may_see and on.sees, edits, self.steps)

    def _owned(self, kind: kinds.Kind, record: Any) -> Answer:
        in_scope = self._may("see", kind) and self._in_scope(kind, record.owner_id)
        shared, may_edit = self._shared(record.pk) if kind.shared else (False, False)
        gave = kind.name == "task" and record.created_by_id == self.member.pk
        if gave:
            self._say(True, _("%(who)s gave this task and goes on seeing it."), who=self.member)
        self._in_reach = in_scope or may_edit
        sees = in_scope or shared or gave
        edits = self._in_reach and (kind is not self.kind or self._may("edit", kind))
        return Answer(sees, edits, self.steps)

    def _may(self, verb: str, kind: kinds.Kind) -> bool:
        granting = [str(role.label) for role in self.roles if self._grants(role, kind, verb)]
        words = {"plural": kind.plural, "verb": _VERBS[verb]()}
        if granting:
            words["roles"] = pgettext("between words", ", ").join(granting)
            self._say(True, _("May %(verb)s %(plural)s by the role %(roles)s."), **words)
        else:
            self._say(False, _("No role lets them %(verb)s %(plural)s."), **words)
        return bool(granting)

    def _in_scope(self, kind: kinds.Kind, owner_id: int | None) -> bool:
        owner = Member.objects.filter(pk=owner_id).select_related("department").first() if owner_id else None
        if owner is None:
            self._say(None, _("Nobody owns it: only the data scope “everything” reaches it."))
        else:
            self._say(None, _("Its owner is %(owner)s."), owner=owner)
        found = False
        for scope in Scope:
            if scope in self._scopes(kind):
                found |= self._scope_reaches(scope, owner)
        return found

    def _scopes(self, kind: kinds.Kind) -> set[str]:
        return {
            grant.scope
            for role in self.roles
            for grant in role.grants.all()
            if grant.kind == kind.name and "see" in grant.verbs
        }

    def _scope_reaches(self, scope: Scope, owner: Member | None) -> bool:
        reached, reason = self._reason(scope, owner)
        self._say(reached, _("Data scope “%(scope)s”: %(reason)s"), scope=scope.label, reason=reason)
        return reached

    def _reason(self, scope: Scope, owner: Member | None) -> tuple[bool, str]:
        if scope == Scope.ALL:
            return True, _("reaches every record.")
        if owner is None:
            return False, _("does not reach what nobody owns.")
        if owner.pk == self.member.pk:
            return True, _("the member owns it.")
        if scope == Scope.OWN:
            return False, _("the member does not own it.")
        if scope == Scope.TEAM:
            return self._by_managers(owner)
        return self._by_department(scope, owner)

    def _by_managers(self, owner: Member) -> tuple[bool, str]:
        chain = [owner]
        while chain[-1].manager is not None and len(chain) < 100:
            chain.append(chain[-1].manager)
            if chain[-1].pk == self.member.pk:
                return True, _("the line of managers is %(chain)s.") % {"chain": " → ".join(map(str, chain))}
        return False, _("the member is not among the managers above %(owner)s.") % {"owner": owner}

    def _by_department(self, scope: Scope, owner: Member) -> tuple[bool, str]:
        mine: Department | None = self.member.department
        theirs = owner.department
        if mine is None:
            return False, _("the member belongs to no department.")
        if theirs is None:
            return False, _("%(owner)s belongs to no department.") % {"owner": owner}
        words = {"mine": mine, "theirs": theirs}
        if theirs.pk == mine.pk:
            return True, _("both belong to %(mine)s.") % words
        if scope == Scope.TREE and mine.number <= theirs.number <= mine.last:
            return True, _("%(theirs)s lies below %(mine)s.") % words
        if scope == Scope.TREE:
            return False, _("%(theirs)s does not lie below %(mine)s.") % words
        return False, _("the owner belongs to %(theirs)s, the member to %(mine)s.") % words

    def _shared(self, customer_id: int) -> tuple[bool, bool]:
        """Whether the customer was shared with the member, to read and to edit; needs the power to see customers."""
        with connection.cursor() as cursor:
            query = "select may_edit from guanxi_collaborations(%s) where customer_id = %s"
            cursor.execute(query, [self.member.pk, customer_id])
            row = cursor.fetchone()
        if row is None:
            self._say(None, _("It was not shared with them as a collaborator."))
            return False, False
        if not any(self._grants(role, kinds.kind("customer"), "see") for role in self.roles):
            self._say(False, _("It was shared with them, but no role lets them see customers."))
            return False, False
        self._say(True, _("It was shared with them, to edit.") if row[0] else _("It was shared with them, to read."))
        return True, bool(row[0])

    @staticmethod
    def _grants(role: Role, kind: kinds.Kind, verb: str) -> bool:
        return any(grant.kind == kind.name and verb in grant.verbs for grant in role.grants.all())

    def _say(self, holds: bool | None, sentence: str, **words: Any) -> None:
        self.steps.append(Step(holds, sentence % words))


_VERBS = {"see": lambda: pgettext("may …", "see"), "edit": lambda: pgettext("may …", "edit")}
