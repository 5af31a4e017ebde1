"""What is known of money, authority and need of an opportunity."""

from dataclasses import dataclass, field
from typing import Any

from guanxi.core.actor import Actor
from guanxi.core.written import Written
from guanxi.sales.models import Judgement, Level, Opportunity, Subject

MOST = 60  # entries of the log on the page
JUDGEMENTS = Written(lambda: Judgement.objects.select_related("member").order_by("-pk")[:MOST], "opportunity")
TONES = {Level.YES: "ok", Level.PARTLY: "warn", Level.NO: "bad"}


@dataclass(slots=True)
class Known:
    """One of the three: its level in words, the latest word on it, and those before; `masked` where roles hide the level."""

    subject: Subject
    level: str
    tone: str
    masked: bool
    latest: Judgement | None = None
    earlier: list[Judgement] = field(default_factory=list)

    @property
    def label(self) -> Any:
        """The level in words; "" where it is not known."""
        return Level(self.level).label if self.level else ""


def known_of(opportunity: Opportunity, actor: Actor) -> list[Known]:
    """Money, authority and need with their log, the newest first; one query."""
    found = {
        one.value: Known(one, getattr(opportunity, one.value), TONES.get(getattr(opportunity, one.value), ""), actor.masks("opportunity", one.value))
        for one in Subject
    }  # fmt: skip
    for one in JUDGEMENTS.of(opportunity.pk):
        into = found[one.subject]
        if into.latest is None:
            into.latest = one
        else:
            into.earlier.append(one)
    return list(found.values())
