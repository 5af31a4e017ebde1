"""Which documents need whose approval, who may decide, and both in words. Nothing here reads the database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext, pgettext

from guanxi.approvals.documents import document
from guanxi.approvals.models import Approval, Chain, Turn, Way
from guanxi.core.actor import Actor
from guanxi.ui.words import money_text


@dataclass(frozen=True, slots=True)
class Facts:
    """A document as rules and approvers see it.

    `amount` is in the company's own currency (None: no rate is kept), `discount` the greatest in percent, `digest` stands
    for everything it says: with another digest it is another document. `concerns` are members who may not approve it either: whom it pays.
    """

    document: str
    record_id: int
    title: str
    owner_id: int | None
    customer_id: int | None
    amount: Decimal | None
    discount: Decimal
    digest: str
    flags: tuple[str, ...] = ()
    shown: dict[str, Any] = field(default_factory=dict)
    concerns: tuple[int, ...] = ()


def findings(chain: Chain, facts: Facts, departments: Collection[int]) -> list[dict[str, str]] | None:
    """Why a chain asks for approval of a document whose owner works in `departments` (his own and those above); None: it does not.

    An amount that nobody can tell, for want of a rate, counts as too high.
    """
    if chain.document != facts.document or not chain.is_active:
        return None
    if chain.departments and not {*chain.departments} & {*departments}:
        return None
    found = []
    if chain.over_amount is not None and (facts.amount is None or facts.amount > chain.over_amount):
        found.append({"why": "no_rate"} if facts.amount is None else {"why": "amount", "over": str(chain.over_amount)})
    if chain.over_discount is not None and facts.discount > chain.over_discount:
        found.append({"why": "discount", "over": str(chain.over_discount)})
    found += [{"why": "flag", "flag": one} for one in chain.flags if one in facts.flags]
    if found:
        return found
    asks_all = chain.over_amount is None and chain.over_discount is None and not chain.flags
    return [{"why": "all"}] if asks_all else None


def is_own(approval: Approval, member_id: int | None) -> bool:
    """Whether it is the member's own business: he asked, the document is his, or it pays him. Nobody approves his own."""
    concerned = approval.shown.get("concerns", ())
    return member_id is not None and member_id in {approval.asked_by_id, approval.owner_id, *concerned}


def may_decide(approval: Approval, turn: Turn | None, actor: Actor, stands_for: Collection[int]) -> bool:
    """Whether `actor` may decide now: it is his turn, or that of somebody for whom he stands in today, and it is not his own."""
    if approval.state != Approval.State.WAITING or turn is None or not turn.is_open or actor.member_id is None:
        return False
    return not is_own(approval, actor.member_id) and turn.approver_id in {actor.member_id, *stands_for}


def may_withdraw(approval: Approval, actor: Actor) -> bool:
    """Whoever asked, the document's owner, and whoever keeps the rules."""
    whose = {approval.asked_by_id, approval.owner_id}
    mine = actor.member_id in whose - {None} or actor.may("administer", "approval")
    return approval.state == Approval.State.WAITING and mine


def covers(approval: Approval, facts: Facts) -> bool:
    """Whether an approval is of this very document, oddities included."""
    return approval.digest == facts.digest and {*facts.flags} <= {*approval.flags}


def say_finding(one: Mapping[str, str], kind: str, currency: str) -> str:
    """One of the reasons why approval is needed."""
    match one["why"]:
        case "amount":
            return gettext("a total above %s") % money_text(Decimal(one["over"]), currency)
        case "discount":
            return gettext("a discount of more than %s %%") % number_format(Decimal(one["over"]).normalize())
        case "no_rate":
            return gettext("no rate of exchange is kept for its currency")
        case "flag":
            return str(document(kind).flags.get(one["flag"], one["flag"]))
        case _:
            return gettext("a rule for all")


def say_why(found: Iterable[Mapping[str, str]], kind: str, currency: str) -> str:
    """All of them."""
    return pgettext("between reasons", ", ").join(say_finding(one, kind, currency) for one in found)


def say_chain(chain: Chain, currency: str, names: Mapping[int, str]) -> str:
    """A rule in a sentence: "Quotes of Sales North: a total above ¥500,000.00, or a discount of more than 15 % → …"."""
    known = document(chain.document)
    comma = pgettext("between names", ", ")
    head = str(known.plural)
    if chain.departments:
        where = comma.join(names.get(one, "?") for one in chain.departments)
        head = gettext("%(documents)s of %(departments)s") % {"documents": head, "departments": where}
    conditions = []
    if chain.over_amount is not None:
        conditions.append({"why": "amount", "over": str(chain.over_amount)})
    if chain.over_discount is not None:
        conditions.append({"why": "discount", "over": str(chain.over_discount)})
    conditions += [{"why": "flag", "flag": one} for one in chain.flags]
    said = pgettext("between conditions of approval", ", or ").join(
        say_finding(one, chain.document, currency) for one in conditions
    )
    head = pgettext("documents: conditions", "%(head)s: %(said)s") % {"head": head, "said": said} if said else head
    steps = pgettext("between steps", ", then ").join(
        say_step(one.way, one.role, one.member) for one in chain.steps.all()
    )
    days = ngettext("within %(days)d day", "within %(days)d days", chain.days) % {"days": chain.days}
    return pgettext("approval rule", "%(head)s → %(steps)s (each %(days)s)") % {
        "head": head,
        "steps": steps,
        "days": days,
    }


def say_step(way: str, role: Any, member: Any) -> str:
    """Who is asked."""
    if way == Way.ROLE:
        return gettext("%(role)s (role in the department’s line)") % {"role": role}
    return str(member) if way == Way.MEMBER else str(Way(way).label)
