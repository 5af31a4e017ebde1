"""A customer in four dimensions, and what lists show of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from guanxi.analytics.models import Profile, Survey
from guanxi.analytics.stages import named
from guanxi.customers.models import Fact


def latest_survey() -> Survey | None:
    """The last that came to its end."""
    return Survey.objects.exclude(ended_at=None).order_by("-ended_at").first()


@dataclass(frozen=True)
class Seen:
    """A profile with the survey that it is as of."""

    profile: Profile
    survey: Survey

    @property
    def day(self) -> date:
        """What counted as today: the day of the last order, or that of the last won opportunity for whoever has no orders."""
        return self.survey.day if self.profile.won is None else date.fromisoformat(self.survey.rule["sold"])

    def scores(self) -> dict[str, int]:
        """From 0 to 100, by dimension."""
        one = self.profile
        return {
            "money": one.money_score,
            "influence": one.influence_score,
            "life": one.life_score,
            "information": one.information_score,
        }

    @property
    def whole(self) -> int:
        """What the weights make of the scores."""
        return sum(self.survey.rule[name] for name in self.scores())

    @property
    def weighed(self) -> float:
        """The sum of scores times weights, over the sum of weights."""
        return float(sum(score * self.survey.rule[name] for name, score in self.scores().items()) / self.whole)


def profile_of(customer_id: int) -> Seen | None:
    """Two queries; None before the first survey, and where the reader does not see the customer."""
    survey = latest_survey()
    profile = Profile.objects.filter(pk=customer_id).first() if survey else None
    return Seen(profile, survey) if profile and survey else None


def in_stage(operator: str, value: Any, actor: Any) -> Q:  # noqa: ARG001 - every condition is given who asks
    """The condition of a list: in the stage of life of this name; in any; in none."""
    facts = Fact.objects.filter(name="life")
    if operator == "is":
        return Q(pk__in=facts.filter(word=named(str(value))).values("customer_id"))
    some = Q(Exists(facts.filter(customer_id=OuterRef("pk"))))
    return some if operator == "not_empty" else ~some
