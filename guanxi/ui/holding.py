"""What members hold of the page kit when they leave: saved views, the private ones too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from guanxi.core import holdings
from guanxi.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Views:
    """A member's saved views, counted and named for an administrator, who does not see what is in them."""

    member: int

    def count(self, limit: int) -> int:
        """How many, at most `limit`."""
        return len(self.ids(0, limit))

    def ids(self, after: int, limit: int) -> list[int]:
        """The next by id after `after`, at most `limit`."""
        with connection.cursor() as cursor:
            cursor.execute(
                "select v from ui_views_of(%s) v where v > %s order by v limit %s", [self.member, after, limit]
            )
            return [row[0] for row in cursor.fetchall()]


def pass_views(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:  # noqa: ARG001
    """Give saved views to a colleague; a name that he has already gets the giver's beside it."""
    actor.require("administer", "staff")
    _pass(ids, giver, taker)


def return_views(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:  # noqa: ARG001
    """Bring saved views back."""
    actor.require("administer", "staff")
    _pass(ids, taker, giver)


def _pass(ids: Sequence[int], giver: int, taker: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select ui_pass_views(%s::bigint[], %s, %s)", [list(ids), giver, taker])


def register_holdings() -> None:
    """Say what changes hands, and what stays."""
    holdings.register(
        holdings.Holding(
            "view",
            _("Saved views"),
            "filter",
            "ui_savedview.member_id",
            held=Views,
            move=pass_views,
            back=return_views,
            rights=("staff.administer",),
            place=90,
        )
    )
    holdings.stays(
        core_work__member_id="a job ran in his name; what had not ended is seen by administrators",
        ui_listsetting__member_id="how wide his own columns were",
    )
