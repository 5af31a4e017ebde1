"""Which rule a lead falls under, whom it goes to, and the rule in words. Nothing here reads the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext

from guanxi.sales.models import LeadRule

CONDITIONS = ("sources", "campaigns", "product_lines", "industries", "places", "sizes")


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules ask about a lead and its customer; `places` are city, provinces and country."""

    source: str = ""
    campaign: str = ""
    product_line: str = ""
    industry: str = ""
    size: str = ""
    places: tuple[str, ...] = ()


@dataclass(slots=True)
class Placing:
    """Whose a lead is (None: the pool), and why, as `say` puts it into words."""

    owner_id: int | None
    why: dict[str, Any]


@dataclass(slots=True)
class Desk:
    """The rules with the present number of open leads of everybody they name; each placing counts at once.

    `here`: members who work here. `moved` are the rules whose turn went on, to be saved.
    """

    rules: Sequence[LeadRule]
    here: set[int]
    loads: dict[int, int]
    moved: set[int] = field(default_factory=set)

    def place(self, facts: Facts, *, known_owner: int | None = None) -> Placing:
        """A customer's own seller comes first; then the first rule that fits and has somebody free; else the pool."""
        if known_owner in self.here:
            self._count(known_owner)
            return Placing(known_owner, {"how": "customer"})
        passed: list[dict[str, Any]] = []
        for number, rule in enumerate(self.rules, start=1):
            if not fits(rule, facts):
                continue
            if rule.way == LeadRule.Way.POOL:
                return Placing(None, _why(rule, number, passed))
            chosen = self._choose(rule)
            if chosen is not None:
                self._count(chosen)
                return Placing(chosen, _why(rule, number, passed))
            passed.append({"place": number, "full": any(one in self.here for one in rule.members)})
        return Placing(None, {"how": "none", "passed": passed})

    def _count(self, member_id: int | None) -> None:
        if member_id is not None:
            self.loads[member_id] = self.loads.get(member_id, 0) + 1

    def _choose(self, rule: LeadRule) -> int | None:
        free = [one for one in rule.members if one in self.here and self._has_room(rule, one)]
        if not free:
            return None
        if rule.way == LeadRule.Way.LEAST:
            return min(free, key=lambda one: (self.loads.get(one, 0), rule.members.index(one)))
        if rule.way == LeadRule.Way.MEMBER:
            return free[0]
        after = rule.members.index(rule.last) + 1 if rule.last in rule.members else 0
        turn = rule.members[after:] + rule.members[:after]
        rule.last = next(one for one in turn if one in free)
        self.moved.add(rule.pk)
        return rule.last

    def _has_room(self, rule: LeadRule, member_id: int) -> bool:
        return rule.most is None or self.loads.get(member_id, 0) < rule.most


def fits(rule: LeadRule, facts: Facts) -> bool:
    """Whether one word of every condition fits, whatever its case; a place also as part of its longer name (江苏 in 江苏省)."""
    exact = (
        (rule.sources, facts.source),
        (rule.campaigns, facts.campaign),
        (rule.product_lines, facts.product_line),
        (rule.industries, facts.industry),
        (rule.sizes, facts.size),
    )
    if any(words and fact.strip().casefold() not in _folded(words) for words, fact in exact):
        return False
    places = [one.strip().casefold() for one in facts.places if one.strip()]
    return not rule.places or any(
        place.removesuffix("省").removesuffix("市") == word.removesuffix("省").removesuffix("市")
        for place in places
        for word in _folded(rule.places)
    )


def _folded(words: Iterable[str]) -> list[str]:
    return [one.strip().casefold() for one in words]


def _why(rule: LeadRule, number: int, passed: list[dict[str, Any]]) -> dict[str, Any]:
    """The rule as it reads at this moment: later it may read otherwise, or be gone."""
    kept = {name: getattr(rule, name) for name in (*CONDITIONS, "way", "members", "most")}
    return {"how": "rule", "place": number, "rule": {name: one for name, one in kept.items() if one}, "passed": passed}


def say(why: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """Why a lead went where it went, in a sentence; `names` of members by id. "" for what was given by hand."""
    how = why.get("how")
    if how == "customer":
        return gettext("It came to whoever looks after the customer.")
    said = [_passed(one) for one in why.get("passed", [])]
    if how == "rule":
        words = {"place": why["place"], "rule": say_rule(why["rule"], names)}
        said.append(gettext("Rule %(place)s: %(rule)s") % words)
    elif how == "none":
        said.append(gettext("No rule gave it to anybody: it went into the pool."))
    elif how == "given":
        return gettext("It was given by hand.")
    return " ".join(said)


def _passed(one: Mapping[str, Any]) -> str:
    if one["full"]:
        return gettext("Rule %(place)s was passed over: everybody has enough open leads.") % {"place": one["place"]}
    return gettext("Rule %(place)s was passed over: nobody of it works here any more.") % {"place": one["place"]}


def say_rule(rule: LeadRule | Mapping[str, Any], names: Mapping[int, str]) -> str:
    """A rule in a sentence: "Leads from Web, in Jiangsu → in turn to Wang Jing, Li Na"."""
    said = (
        rule
        if isinstance(rule, Mapping)
        else {name: getattr(rule, name) for name in (*CONDITIONS, "way", "members", "most")}
    )
    templates = {
        "sources": gettext("from %s"),
        "campaigns": gettext("of the campaign %s"),
        "product_lines": gettext("about %s"),
        "industries": gettext("in the industry %s"),
        "places": gettext("in %s"),
        "sizes": gettext("with %s employees"),
    }
    either = pgettext("between words of a condition", " or ")
    parts = [words % either.join(said[name]) for name, words in templates.items() if said.get(name)]
    comma = pgettext("between conditions", ", ")
    head = gettext("Leads %s") % comma.join(parts) if parts else gettext("All leads")
    return f"{head} → {_to(said, names)}"


def _to(said: Mapping[str, Any], names: Mapping[int, str]) -> str:
    comma = pgettext("between names", ", ")
    who = comma.join(names.get(one, gettext("somebody who left")) for one in said.get("members", []))
    way = {
        LeadRule.Way.TURN: gettext("in turn to %s") % who,
        LeadRule.Way.LEAST: gettext("whoever has the fewest open leads of %s") % who,
        LeadRule.Way.MEMBER: who,
        LeadRule.Way.POOL: gettext("the pool"),
    }[LeadRule.Way(said["way"])]
    most = said.get("most")
    if not most or said["way"] == LeadRule.Way.POOL:
        return way
    limit = ngettext("at most %(most)d open lead each", "at most %(most)d open leads each", most) % {"most": most}
    return pgettext("limit", "%(way)s (%(limit)s)") % {"way": way, "limit": limit}
