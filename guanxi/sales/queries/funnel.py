"""The funnel: how far the opportunities of a period came, from the summary that the database keeps (`models.Flow`)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum

from guanxi.core.actor import Actor
from guanxi.sales.models import Flow, Pipeline, Stage

MOST_OWNERS = 200  # more than these are not named to the planner, see docs/decisions/0011
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Asked:
    """What a funnel is about: opportunities that began from `first` to `last` (first days of months, both included).

    `by` compares "owner", "department", "source" or "product". `owners` narrows to members (0 for nobody), `source` and
    `product` (an id as text) to one of them, "" being none; None does not narrow.
    """

    pipeline: Pipeline
    first: date
    last: date
    by: str = ""
    owners: frozenset[int] | None = None
    source: str | None = None
    product: str | None = None

    @property
    def face(self) -> str:
        """Which face of the summary answers it."""
        if self.by == "source" or self.source is not None:
            return "source"
        return "product" if self.by == "product" or self.product is not None else ""


@dataclass(slots=True)
class Step:
    """A stage in the funnel. `reached` counts those that stood here or came further; `open` and `lost` came no further.

    Of one whose credit is split each has his part: the numbers of a member are whole only where nothing is.

    `share` is of all that began, `on` of those that reached the stage before, in percent; None where there were none.
    """

    stage: Stage
    reached: float = 0
    open: float = 0
    lost: float = 0
    stays: float = 0
    seconds: float = 0
    share: float | None = None
    on: float | None = None
    before: float | None = None  # `on` in the same months of the year before

    @property
    def days(self) -> float | None:
        """How long they stood here on average, of stays that ended."""
        return self.seconds / self.stays / DAY if self.stays else None


@dataclass(slots=True)
class Course:
    """A funnel: its steps in the order of the stages, the won one last. `key` is what a comparison groups by."""

    key: Any
    steps: list[Step] = field(default_factory=list)

    @property
    def begun(self) -> float:
        """All of them."""
        return self.steps[0].reached if self.steps else 0

    @property
    def won(self) -> float:
        """Those that were won."""
        return plain(sum(one.reached for one in self.steps if one.stage.kind == Stage.Kind.WON))

    @property
    def lost(self) -> float:
        """Those that were lost."""
        return plain(sum(one.lost for one in self.steps))

    @property
    def rate(self) -> float | None:
        """Won of those that ended, in percent."""
        ended = self.won + self.lost
        return self.won * 100 / ended if ended else None


def funnel(asked: Asked, actor: Actor) -> Course:
    """The steps of all that is asked about, each with the conversion of the year before beside it."""
    course = _course(None, asked.pipeline, _read(_rows(asked, actor)).get(None, {}))
    past = Asked(
        asked.pipeline, _year_before(asked.first), _year_before(asked.last), asked.by, asked.owners, asked.source, asked.product
    )  # fmt: skip
    before = _course(None, asked.pipeline, _read(_rows(past, actor)).get(None, {}))
    for one, other in zip(course.steps, before.steps, strict=True):
        one.before = other.on
    return course


def compared(asked: Asked, actor: Actor, departments: dict[int, int | None]) -> list[Course]:
    """A funnel for each owner, department, source or product, the largest first. `departments` says where members belong."""
    column = "member_id" if asked.by in ("owner", "department") else "value"
    found: dict[Any, dict[str, list[Decimal]]] = {}
    for key, stages in _read(_rows(asked, actor), column).items():
        group = departments.get(key) if asked.by == "department" else key
        kept = found.setdefault(group, defaultdict(lambda: [Decimal(0)] * 5))
        for stage, figures in stages.items():
            kept[stage] = [a + b for a, b in zip(kept[stage], figures, strict=True)]
    courses = [_course(key, asked.pipeline, stages) for key, stages in found.items()]
    return sorted(courses, key=lambda one: (-one.begun, str(one.key)))


def latest_months(pipeline: Pipeline) -> tuple[date | None, date | None]:
    """The last month in which an opportunity began, and the last in which one began that has ended, as the actor sees them."""
    rows = Flow.objects.filter(face="", pipeline=pipeline.key).order_by("-month").values_list("month", flat=True)
    return rows.first(), rows.exclude(won=0, lost=0).first()


def behind_since() -> datetime | None:
    """Since when something changed that the figures do not know yet; None where they know everything."""
    with connection.cursor() as cursor:
        cursor.execute("select sales_flow_since()")
        since: datetime | None = cursor.fetchone()[0]
        return since


def _rows(asked: Asked, actor: Actor) -> QuerySet[Any]:
    rows = Flow.objects.filter(face=asked.face, pipeline=asked.pipeline.key, month__range=(asked.first, asked.last))
    value = asked.source if asked.face == "source" else asked.product
    if value is not None:
        rows = rows.filter(value=value)
    return narrowed(rows, asked.owners, actor)


def narrowed(rows: QuerySet[Any], owners: frozenset[int] | None, actor: Actor) -> QuerySet[Any]:
    """Those credited to the members asked for; else those that the policy shows, named to the planner where they are few."""
    if owners is not None:
        return rows.filter(member_id=None) if owners == {0} else rows.filter(member_id__in=sorted(owners))
    seen = {*actor.sight.owners.get("opportunity", []), actor.member_id}
    if not actor.sees_all("opportunity") and len(seen) <= MOST_OWNERS:
        return rows.filter(member_id__in=seen - {None})
    return rows


def plain(number: Decimal | float) -> float:
    """A number of hundredths as people write it: 3, or 3.6."""
    return int(number) if number == int(number) else round(float(number), 2)


def _read(rows: QuerySet[Any], column: str = "") -> dict[Any, dict[str, list[Decimal]]]:
    """Figures by group and stage: open, won, lost, stays, seconds. One group, None, without a `column`."""
    sums: Iterable[Any] = (
        rows.values(*([column] if column else []), "stage")
        .annotate(o=Sum("open"), w=Sum("won"), l=Sum("lost"), n=Sum("stays"), s=Sum("seconds"))
        .order_by()
    )
    found: dict[Any, dict[str, list[Decimal]]] = {}
    for row in sums:
        found.setdefault(row[column] if column else None, {})[row["stage"]] = [row[one] for one in "owlns"]
    return found


def _course(key: Any, pipeline: Pipeline, figures: dict[str, list[Decimal]]) -> Course:
    stages = [one for one in pipeline.stages.all() if one.kind == Stage.Kind.OPEN]
    stages += [one for one in pipeline.stages.all() if one.kind == Stage.Kind.WON]
    course = Course(key, [Step(one) for one in stages])
    beyond = Decimal(0)
    for one in reversed(course.steps):
        still, won, lost, *stood = figures.get(one.stage.key, [Decimal(0)] * 5)
        beyond += still + won + lost
        one.reached, one.open, one.lost, one.stays, one.seconds = map(plain, (beyond, still, lost, *stood))
    last = course.begun
    for place, one in enumerate(course.steps):
        one.share = one.reached * 100 / course.begun if course.begun else None
        if place:
            one.on = one.reached * 100 / last if last else None
        last = one.reached
    return course


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)
