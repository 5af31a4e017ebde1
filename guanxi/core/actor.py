"""Who acts: set in the database at the start of every transaction, so that row-level security can decide.

Without an actor no row is visible. `acting_as` opens the transaction; requests, jobs and shells all pass here.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import connection, transaction

from guanxi.core.refused import NotAllowed

Through = Literal["page", "job", "import", "api", "shell", "system"]


@dataclass(frozen=True, slots=True)
class Sight:
    """What a member may do and whose records he sees, per kind; the same values stand in the database session."""

    powers: frozenset[str] = frozenset()
    all_kinds: frozenset[str] = frozenset()
    owners: dict[str, list[int]] = field(default_factory=dict)
    shared_read: list[int] = field(default_factory=list)
    shared_edit: list[int] = field(default_factory=list)
    masked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """A member (or the system, `member_id` None) acting through a page, job, import, API key or shell."""

    member_id: int | None
    through: Through
    through_id: str = ""
    sight: Sight = field(default_factory=Sight, compare=False)

    def may(self, verb: str, kind: str) -> bool:
        """Whether the actor's roles grant `verb` (see, create, edit, delete, export, assign, administer) on `kind`."""
        return self.member_id is None or f"{kind}.{verb}" in self.sight.powers

    def require(self, verb: str, kind: str) -> None:
        """Raise `NotAllowed` unless the actor may."""
        if not self.may(verb, kind):
            from django.utils.translation import gettext_lazy as _

            raise NotAllowed(_("Your roles do not allow this. Ask an administrator to change them."))

    def sees_all(self, kind: str) -> bool:
        """Whether the actor's data scope for `kind` is everything."""
        return self.member_id is None or kind in self.sight.all_kinds

    def reaches(self, kind: str, owner_id: int | None) -> bool:
        """Whether what this member owns of `kind` is in the actor's data scope."""
        return self.sees_all(kind) or owner_id in self.sight.owners.get(kind, [])

    def may_on(self, verb: str, kind: str, row: Any) -> bool:
        """Whether the actor may `verb` this row of a kind with owners: his roles grant that, it is in his data scope and not in the bin."""
        return row.deleted_at is None and self.may(verb, kind) and self.reaches(kind, row.owner_id)

    def masks(self, kind: str, name: str) -> bool:
        """Whether the field `name` of `kind` is shown to this actor only in part."""
        return f"{kind}.{name}" in self.sight.masked


class UnknownMember(Exception):
    """The member does not exist or has been deactivated: nothing may be done in that name."""


def _current() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select guanxi_context()")
        return str(cursor.fetchone()[0])


def _enter(member_id: int, through: Through, through_id: str) -> Actor:
    with connection.cursor() as cursor:
        cursor.execute("select guanxi_enter(%s, %s, %s)", [member_id, through, through_id])
        answer: Any = cursor.fetchone()[0]
    if answer is None:
        raise UnknownMember(member_id)
    return Actor(member_id=member_id, through=through, through_id=through_id, sight=_sight(_read(answer)))


def _read(answer: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(answer) if isinstance(answer, str) else answer
    return read


def _sight(seen: dict[str, Any]) -> Sight:
    return Sight(
        powers=frozenset(seen["powers"]),
        all_kinds=frozenset(seen["all"]),
        owners=seen["owners"],
        shared_read=seen["shared_read"],
        shared_edit=seen["shared_edit"],
        masked=frozenset(seen["masked"]),
    )


@contextmanager
def _restoring() -> Iterator[None]:
    """A transaction (or savepoint) after which the actor of before is back, also when it is the outer one's."""
    nested = connection.in_atomic_block
    before = _current() if nested else ""
    with transaction.atomic():
        yield
        # after an exception, or a rollback that was asked for, the savepoint has put the settings back already
        if nested and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("select guanxi_restore(%s)", [before])


@contextmanager
def acting_as(member_id: int, *, through: Through, through_id: str = "") -> Iterator[Actor]:
    """Run the block in one transaction in the name of a member; raises `UnknownMember` for a deactivated one."""
    with _restoring():
        yield _enter(member_id, through, through_id)


@contextmanager
def acting_by(
    question: str, params: list[Any], *, through: Through, through_id: str
) -> Iterator[tuple[Actor, dict[str, Any]]]:
    """Like `acting_as`, for a member whom `question` finds out and enters at once; gives its whole answer too.

    The question answers what `guanxi_enter` does, with `member` beside; raises `UnknownMember` where it answers nothing.
    """
    with _restoring():
        with connection.cursor() as cursor:
            cursor.execute(question, params)
            answer: Any = cursor.fetchone()[0]
        if answer is None:
            raise UnknownMember(through_id)
        seen = _read(answer)
        yield Actor(member_id=seen["member"], through=through, through_id=through_id, sight=_sight(seen)), seen


@contextmanager
def acting_as_system(reason: str) -> Iterator[Actor]:
    """Run the block with every power. For install, housekeeping and tests; `reason` stands in the history.

    The callers are listed in tests/architecture: whoever adds one says why there.
    """
    with _restoring():
        with connection.cursor() as cursor:
            cursor.execute("select guanxi_enter_system(%s)", [reason])
        yield Actor(member_id=None, through="system", through_id=reason)
