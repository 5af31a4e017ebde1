"""An import of customers taken back: values, numbers, search, timeline."""

import pytest

from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.search import find
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.intake.actions.importing import undo_import
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import Import
from guanxi.staff.factories import make_member
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db
NAMES = ("reference", "name", "phone", "city", "industry", "owner", "tags")
PLAN = {"columns": columns(*NAMES), "keys": ["reference"], "on_match": "overwrite", "owner": {"to": "column"}}


def test_every_value_comes_back_whatever_columns_each_row_had_changed():
    with acting_as_system("test"):
        anna, bert = make_member("Anna", scope="all"), make_member("Bert", scope="all")
        one = make_customer("One", owner=anna, reference="R1", city="Paris", industry="Trade", tags=["old"])
        two = make_customer("Two", owner=anna, reference="R2", city="Rome", industry="Trade")
    data = csv(
        NAMES,
        ["R1", "Eins", "13800000001", "", "", "Bert", "new"],
        ["R2", "Two", "", "Lyon", "Steel", "Anna", ""],
        ["R3", "Three", "", "", "", "Anna", ""],
    )
    run = make_import(anna.pk, data, "customer", PLAN)
    with acting_as(anna.pk, through="page") as actor:
        assert (run.counts["created"], run.counts["updated"]) == (1, 2)
        assert Customer.objects.get(pk=one.pk).owner_id == bert.pk
        assert [hit.record_id for hit in find("0001", actor)] == [one.pk]
        job = undo_import(Import.objects.get(pk=run.pk), actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as(anna.pk, through="page") as actor:
        found = Customer.objects.alive().order_by("pk").values_list("name", "city", "industry", "owner_id", "tags")
        assert list(found) == [
            ("One", "Paris", "Trade", anna.pk, ["old"]),
            ("Two", "Rome", "Trade", anna.pk, []),
        ]
        assert find("0001", actor) == []  # nor by the number it had brought
        told = Entry.objects.filter(customer=two).order_by("pk")
        assert [(entry.kind, entry.data.get("undone")) for entry in told] == [("imported", None), ("imported", True)]
