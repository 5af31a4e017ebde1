"""The closing of an incentive period as those see it who have to approve it: what it pays, and to whom."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.approvals import documents
from guanxi.approvals.rules import Facts
from guanxi.commerce.queries.pricebook import own_currency, rate_between
from guanxi.commerce.rules.arithmetic import exchanged
from guanxi.steering import periods
from guanxi.steering.models import Scheme, Statement

KIND = "incentive"
ASKED = "scheme"


def facts_of(scheme: Scheme, rows: Sequence[Statement], closer: int | None, today: date) -> Facts:
    """What rules ask of a period's statements (with their members): the sum in the company's currency. Whoever is paid approves nothing of it.

    It goes by the first statement that was ever made of the period. Reads rates only.
    """
    rows = sorted(rows, key=lambda one: one.pk)
    total = Decimal(sum(one.payout for one in rows)).scaleb(-2)
    rate = rate_between(scheme.currency, own_currency(), today)
    period = periods.written(scheme.span, rows[0].first)
    lines = [[one.member_id, str(one.member), str(Decimal(one.payout).scaleb(-2))] for one in rows]
    data = {"scheme": scheme.pk, "period": period, "lines": [[pk, amount] for pk, _name, amount in lines]}
    return Facts(
        document=KIND,
        record_id=rows[0].pk,
        title=f"{scheme.name} · {period}",
        owner_id=closer,
        customer_id=None,
        amount=None if rate is None else exchanged(total, rate, own_currency()),
        discount=Decimal(0),
        digest=hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest(),
        flags=(ASKED,) if scheme.needs_approval else (),
        shown={"name": scheme.name, "period": period, "total": str(total), "currency": scheme.currency, "lines": lines},
        concerns=tuple(one.member_id for one in rows if one.payout),
    )


def shown(kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was kept, for the template: amounts as decimals, the greatest first."""
    lines = sorted(((name, Decimal(amount)) for _pk, name, amount in kept["lines"]), key=lambda one: (-one[1], one[0]))
    return {**kept, "total": Decimal(kept["total"]), "lines": lines}


def _url(pk: int) -> str:
    one = Statement.objects.select_related("scheme").filter(pk=pk).first()
    return reverse("incentive_scheme", args=[one.scheme_id]) if one else reverse("incentives")


def register_documents() -> None:
    """Let rules of approval ask about closings of incentives."""
    documents.register(
        documents.Document(
            kind=KIND,
            plural=_("Incentives"),
            icon="coin",
            url=_url,
            template="steering/incentive_approval.html",
            read=shown,
            flags={ASKED: _("the scheme asks for it")},
        )
    )
