"""Whole rows read by a question in SQL are the records that Django reads."""

import pytest
from django.db import models
from django.forms.models import model_to_dict

from guanxi.core import kinds
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.one import columns_of, one_of, whole_rows
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_member
from guanxi.staff.models import Company

pytestmark = pytest.mark.django_db


def read(model: type[models.Model]) -> list[models.Model]:
    return whole_rows(model, f"select {columns_of(model)} from {model._meta.db_table} order by id", [])


def told(record: models.Model) -> tuple[dict[str, object], bool, str | None]:
    held = {one.attname: getattr(record, one.attname) for one in record._meta.concrete_fields}
    return held, record._state.adding, record._state.db


def test_a_record_is_what_django_reads() -> None:
    with acting_as_system("test"):
        make_customer("华美", parent=make_customer("Parent"), tags=["a", "b"])
        theirs, ours = list(Customer.objects.order_by("id")), read(Customer)
        assert [told(one) for one in ours] == [told(one) for one in theirs]
        assert (ours, ours[1].parent) == (theirs, theirs[0])


def test_a_record_that_was_read_so_is_changed_and_saved() -> None:
    with acting_as_system("test"):
        made = make_customer("Before")
        (found,) = read(Customer)
        found.name = "After"
        found.save(update_fields=["name"])
        assert Customer.objects.get(pk=made.pk).name == "After"


def test_what_the_database_holds_in_another_form_is_converted() -> None:
    with acting_as_system("test"):
        assert [model_to_dict(one) for one in read(Company)] == [
            model_to_dict(one) for one in Company.objects.order_by("id")
        ]


def test_one_question_finds_one_record_of_those_who_see_it() -> None:
    with acting_as_system("test"):
        member, stranger = make_member(), make_member()
        made = make_customer(owner=member)
    kind = kinds.kind("customer")
    with acting_as(member.pk, through="page") as actor:
        assert one_of(kind, actor, made.pk) == made
    with acting_as(stranger.pk, through="page") as actor:
        assert one_of(kind, actor, made.pk) is None
