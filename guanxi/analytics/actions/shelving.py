"""Learning what is bought together and next, and telling it of each customer, chunk by chunk: phases of the work that tells chances."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection
from psycopg.types.json import Jsonb

from guanxi.analytics.baskets.bought import Bought, bought, days, people
from guanxi.analytics.baskets.foretold import again, foretell
from guanxi.analytics.baskets.pairs import Rules, rules
from guanxi.analytics.baskets.similar import FEWEST, Near, nearness, read
from guanxi.analytics.baskets.trying import FEWEST as FEWEST_ASKED
from guanxi.analytics.baskets.trying import leave_last_out
from guanxi.analytics.models import Companion, Likely, Shelf
from guanxi.analytics.queries import shelf as queries
from guanxi.core.models import Work
from guanxi.intake.loading.staging import stage
from guanxi.staff.queries.company import company_zone

WEEK = timedelta(days=7)
BEGAN = date(2000, 1, 1)
TOLD, KEPT = 2_000, 3  # customers per chunk; shelves that are kept
PRODUCTS = 10_000  # the most bought
TOGETHER = 10  # baskets at least that a pair stands in
MOST, REPEATS, COMPANIONS = 5, 3, 10
COLUMNS = (("customer_id", "bigint"), ("products", "bigint[]"), ("new", "jsonb"), ("again", "jsonb"))
REPLACE = """
insert into analytics_likely (customer_id, at, products, new, again) select customer_id, %s, products, new, again from pg_temp.likely_said
    on conflict (customer_id) do update set at = excluded.at, products = excluded.products, new = excluded.new, again = excluded.again
"""


def learn(job: Work) -> str:
    """Try it, write down what is bought together, keep what tells of customers; weekly, or when it is asked for."""
    at = _at(job)
    last = queries.latest()
    if last and not last.refused and last.at > at - WEEK and not job.arguments.get("anew"):
        return "next_tell"
    given = _most_bought(_numbered(queries.learnt_from(str(company_zone()), at)))
    tried = leave_last_out(given)
    card = tried.plain() | {"customers": len(given.customers), "products": len(given.products), "lines": len(given)}
    if tried.asked < FEWEST_ASKED:
        Shelf.objects.create(at=at, refused="too_few", card=card)
        Companion.objects.all().delete()
    else:
        Shelf.objects.create(at=at, bestsellers=not tried.wins, card=card, kept=_valued(nearness(given), at).kept())
        _write_companions(given)
    old = Shelf.objects.order_by("-at", "-pk").values("pk")[:KEPT]
    Shelf.objects.exclude(pk__in=old).delete()
    return "next_tell"


def _valued(near: Near, at: datetime) -> Near:
    currency, found = queries.amounts(at)
    amounts = np.array([found.get(one, np.nan) for one in near.products.tolist()])
    return replace(near, amounts=amounts, currency=currency)


def tell(job: Work) -> str:
    """Tell the next customers."""
    at, after = _at(job), job.cursor.get("after", 0)
    used = Shelf.objects.order_by("-at", "-pk").first()
    ids = queries.next_customers(after, TOLD) if used and not used.refused else []
    if used is None or not ids:
        Likely.objects.exclude(at=at).delete()
        return "over"
    near = read(bytes(used.kept))
    given = _aligned(queries.bought_by(ids, str(company_zone()), at), near)
    _write(given, near, at, bestsellers=used.bestsellers)
    job.done += len(ids)
    job.cursor = {"phase": "next_tell", "after": ids[-1]}
    return "next_tell"


def _write(given: Bought, near: Near, at: datetime, *, bestsellers: bool) -> None:
    last = {(who, what): day for who, what, day in zip(given.customer.tolist(), given.product.tolist(), given.day.tolist(), strict=True)}  # fmt: skip
    ids = near.products.tolist()
    rows = []
    told = foretell(given, near, MOST, bestsellers=bestsellers)
    for who, (new, repeats) in enumerate(zip(told, again(given, REPEATS), strict=True)):
        if not new and not repeats:
            continue
        said: list[list[Any]] = []
        for one in new:
            if one.because < 0:
                said.append(
                    [
                        ids[one.product],
                        None,
                        None,
                        int(near.buyers[one.product]),
                        near.customers,
                        None,
                        *_money(near, one.product),
                    ]
                )
                continue
            of = int(near.buyers[one.because])
            usual = near.buyers[one.product] / near.customers
            times = round(float(one.both / of / usual), 2)
            said.append(
                [
                    ids[one.product],
                    ids[one.because],
                    _day(last[who, one.because]),
                    one.both,
                    of,
                    times,
                    *_money(near, one.product),
                ]
            )
        repeated = [[ids[one.product], one.times, _day(one.first), _day(one.last)] for one in repeats]
        rows.append((int(given.customers[who]), [one[0] for one in said], Jsonb(said), Jsonb(repeated)))
    if rows:
        with connection.cursor() as cursor:
            stage(cursor, "likely_said", COLUMNS, rows)
            cursor.execute(REPLACE, [at])


def _money(near: Near, product: int) -> tuple[float | None, str]:
    amount = float(near.amounts[product])
    return (None, "") if np.isnan(amount) else (round(amount, 2), near.currency)


def _write_companions(given: Bought) -> None:
    found = _worth_telling(rules(days(given), TOGETHER), given)
    share_low, share_high = found.confidence_bounds()
    times_low, times_high = found.lift_bounds()
    order = np.lexsort((found.second, -share_low, found.first))
    place, before = 0, -1
    rows = []
    for one in order.tolist():
        place = place + 1 if found.first[one] == before else 1
        before = int(found.first[one])
        if place > COMPANIONS:
            continue
        figures = (found.confidence, share_low, share_high, found.lift, times_low, times_high)
        share, low, high, times, least, most = (float(column[one]) for column in figures)
        rows.append(
            Companion(
                product_id=int(given.products[before]), companion_id=int(given.products[found.second[one]]), place=place,
                together=int(found.together[one]), of_product=int(found.of_first[one]),
                share=share, share_low=low, share_high=high, times=times, times_low=least, times_high=most,
            )
        )  # fmt: skip
    Companion.objects.all().delete()
    Companion.objects.bulk_create(rows, batch_size=2_000)


def _worth_telling(found: Rules, given: Bought) -> Rules:
    """Those that are surely more than chance, and of at least five customers."""
    kept = found.only(found.lift_bounds()[0] > 1)
    known = rules(people(given), FEWEST)
    width = len(given.products)
    return kept.only(np.isin(kept.first * width + kept.second, known.first * width + known.second))


def _numbered(rows: list[queries.Row]) -> Bought:
    return bought(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)


def _most_bought(given: Bought) -> Bought:
    buyers = np.asarray(people(given).sum(axis=0)).ravel()
    if len(buyers) <= PRODUCTS:
        return given
    kept = np.zeros(len(buyers), dtype=bool)
    kept[np.lexsort((given.products, -buyers))[:PRODUCTS]] = True
    some = given.only(kept[given.product])
    return bought(some.customers[some.customer], some.day, some.products[some.product])


def _aligned(rows: list[queries.Row], near: Near) -> Bought:
    """With the places of products that were learnt; others are not known and left out."""
    given = _numbered(rows)
    if not len(near.products) or not len(given):
        return bought([], [], [])
    place = np.minimum(np.searchsorted(near.products, given.products), len(near.products) - 1)
    known = near.products[place] == given.products
    some = given.only(known[given.product])
    return Bought(some.customer, some.day, place[some.product], given.customers, near.products)


def _day(number: int) -> str:
    return str(BEGAN + timedelta(days=int(number)))


def _at(job: Work) -> datetime:
    return datetime.fromisoformat(job.arguments["at"])


PHASES: dict[str, Callable[[Work], str]] = {"next_learn": learn, "next_tell": tell}
