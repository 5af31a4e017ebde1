"""Customers with orders for tests. Call with an actor set."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import numpy as np
from django.db import connection

from guanxi.commerce.factories import make_product
from guanxi.commerce.models import Line, Order, Product
from guanxi.customers.models import Customer
from guanxi.sales.models import Lead
from guanxi.timeline.models import Entry

END = date(2026, 3, 31)
_number = count(1)


def make_purchases(customer: Customer, *bought: tuple[date, int], currency: str = "CNY", **values: Any) -> None:
    """An order per (day, amount) without lines."""
    Order.objects.bulk_create(
        Order(
            number=f"V{next(_number)}", customer=customer, ordered_at=datetime.combine(day, time(4), UTC),
            currency=currency, total=Decimal(amount), **values,
        )
        for day, amount in bought
    )  # fmt: skip


def make_buyers(number: int, *, owner: Any, seed: int = 1) -> list[Customer]:
    """Customers who buy as BG/NBD and Gamma-Gamma say, first between a year and two weeks before `END`."""
    dice = np.random.default_rng(seed)
    made = Customer.objects.bulk_create(
        Customer(name=f"Buyer {n}", name_sort=f"buyer {n:05}", owner=owner) for n in range(number)
    )
    pace, leaving = dice.gamma(0.8, 1 / 40, number), dice.beta(0.8, 2.5, number)
    mean, ages = 6 / dice.gamma(4, 1 / 15, number), dice.integers(14, 365, number)
    for place, customer in enumerate(made):
        day, bought = float(-ages[place]), []
        while day <= 0:
            bought.append((END + timedelta(days=int(np.floor(day))), int(100 * dice.gamma(6, mean[place] / 6)) + 1))
            if len(bought) > 1 and dice.random() < leaving[place]:
                break
            day += dice.exponential(1 / max(pace[place], 1e-6))
        make_purchases(customer, *bought)
    make_purchases(made[0], (END, 100))
    return made


def make_leads(number: int, *, owner: Any, received: datetime, seed: int = 1, state: str = "") -> list[Lead]:
    """Leads half a day apart, the last `received` then: half of those from a fair convert, a tenth of the others.

    They come as a file brings them, ended; with `state` they all stand there. What they want to spend stands in their notes.
    """
    dice = np.random.default_rng(seed)
    who = Customer.objects.bulk_create(
        Customer(name=f"Visitor {next(_number)}", name_sort="visitor", owner=owner, industry=word)
        for word in dice.choice(["Retail", "Medical", "Mining"], number)
    )
    fair, large = dice.random(number) < 0.4, dice.random(number) < 0.5
    came = dice.random(number) < np.where(fair, 0.5, 0.1) * np.where(large, 1.4, 0.6)
    return Lead.objects.bulk_create(
        Lead(
            name=f"Interest {place}", customer=who[place], owner=owner, source="Fair" if fair[place] else "Web",
            product_line="Pumps", note=f"budget: {'large' if large[place] else 'small'}, reached by: phone",
            received_at=received - timedelta(hours=12 * place), due_at=received - timedelta(hours=12 * place - 24),
            state=state or ("converted" if came[place] else "disqualified"),
        )
        for place in range(number)
    )  # fmt: skip


def make_baskets(number: int, *, owner: Any, seed: int = 1) -> tuple[list[Customer], dict[str, Product]]:
    """Customers who buy a machine or a kettle, and weeks later beans or tea with it (seven of ten); all of them some of ten trifles, most a scale with the machine.

    Every fifth came only once. `analytics_buyer` is summed up.
    """
    dice = np.random.default_rng(seed)
    names = ["Machine", "Scale", "Kettle", "Beans", "Tea", *(f"Trifle {place}" for place in range(10))]
    products = {name: make_product(name=name) for name in names}
    who = Customer.objects.bulk_create(
        Customer(name=f"Kitchen {n}", name_sort=f"kitchen {n:05}", owner=owner) for n in range(number)
    )
    orders, lines = [], []
    for place, customer in enumerate(who):
        pair = ("Machine", "Beans") if place % 2 else ("Kettle", "Tea")
        for nth in range(1 if place % 5 == 0 else 3):
            what = {pair[0]} if nth == 0 else {pair[1]} if dice.random() < 0.7 else {f"Trifle {dice.integers(10)}"}
            what |= {f"Trifle {dice.integers(10)}"} if dice.random() < 0.5 else set()
            what |= {"Scale"} if "Machine" in what and place % 3 else set()
            at = datetime.combine(END - timedelta(days=90 - 30 * nth + int(dice.integers(10))), time(4), UTC)
            order = Order(number=f"B{next(_number)}", customer=customer, ordered_at=at, currency="CNY", total=len(what))
            orders.append(order)
            lines += [
                Line(order=order, customer=customer, product=products[name], position=n, quantity=1, price=1)
                for n, name in enumerate(sorted(what), start=1)
            ]
    Order.objects.bulk_create(orders)
    Line.objects.bulk_create(lines)
    with connection.cursor() as cursor:
        cursor.execute("select analytics_sum_orders(0, 1000000, %s, 'UTC')", [END])
    return who, products


def make_wishes(number: int, *, owner: Any, now: datetime, seed: int = 1) -> list[Customer]:
    """Customers who once bought valves, and write of pumps now and then: six of ten times they buy one within sixty days.

    Without writing they hardly do. The first wrote five days ago, the second long before.
    """
    dice = np.random.default_rng(seed)
    pump, valve = (make_product(name=f"{line} 1", series=f"{line}s") for line in ("Pump", "Valve"))
    who = Customer.objects.bulk_create(
        Customer(name=f"Works {n}", name_sort=f"works {n:05}", owner=owner) for n in range(number)
    )
    orders = []
    mails = []
    for place, customer in enumerate(who):
        orders.append((customer, valve, now - timedelta(days=400 + int(dice.integers(600)))))
        ago = [days for days in np.cumsum(dice.exponential(200, 8)) if days < 1000]
        for days in [5.0] if place == 0 else [300.0] if place == 1 else ago:
            at = now - timedelta(days=days)
            mails.append(Entry(customer=customer, kind="mail", channel="mail", direction="in", at=at, text="What do Pumps cost?"))  # fmt: skip
            bought = at + timedelta(days=float(dice.uniform(1, 60)))
            if dice.random() < 0.6 and bought < now:
                orders.append((customer, pump, bought))
        for product, share in ((pump, 0.4), (valve, 0.9)):
            if dice.random() < share:
                orders.append((customer, product, now - timedelta(days=float(dice.uniform(1, 1000)))))
    made = Order.objects.bulk_create(
        Order(number=f"W{next(_number)}", customer=customer, ordered_at=at, currency="CNY", total=1)
        for customer, _product, at in orders
    )
    Line.objects.bulk_create(
        Line(order=order, customer=customer, product=product, position=1, quantity=1, price=1)
        for order, (customer, product, _at) in zip(made, orders, strict=True)
    )
    Entry.objects.bulk_create(mails)
    return who
