"""Nothing of a leaver is left behind: every column that refers to a member changes hands or says why it stays."""

import psycopg
import pytest

from guanxi.core import holdings

pytestmark = pytest.mark.django_db

# Columns that name a member without a foreign key, and why they need no moving.
DERIVED = {
    "analytics_cell.owner_id": "sums up customers by their owner, anew with each reckoning",
    "analytics_proposal.owner_id": "follows its customer by trigger",
    "approvals_approval.owner_id": "follows its document by trigger",
    "core_change.member_id": "history",
    "core_searchdoc.owner_id": "follows its record by trigger",
    "sales_cohort.member_id": "sums up opportunities by whose credit they are",
    "sales_cohort.owner_id": "sums up opportunities by their owner",
    "sales_flow.member_id": "sums up opportunities by whose credit they are",
    "sales_flow.owner_id": "sums up opportunities by their owner",
    "sales_outlook.owner_id": "what was foreseen for an owner on a day; made anew each day",
    "sales_result.owner_id": "sums up what owners won and lost, anew each day",
    "sales_stale.owner_id": "which sums are to be made anew",
    "sales_tally.owner_id": "follows its opportunities by trigger",
}


def columns(owner_db: psycopg.Connection) -> set[str]:
    """Foreign keys to members, and columns called like an owner; `created_by_id` is history everywhere."""
    rows = owner_db.execute(
        "select c.conrelid::regclass::text || '.' || a.attname from pg_constraint c"
        "  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)"
        " where c.contype = 'f' and c.confrelid = 'staff_member'::regclass"
        " union select table_name || '.' || column_name from information_schema.columns"
        " where table_schema = 'public' and column_name in ('owner_id', 'member_id')"
    ).fetchall()
    return {name for (name,) in rows if not name.endswith(".created_by_id")}


def test_every_column_that_names_a_member_changes_hands_or_says_why_it_stays(owner_db: psycopg.Connection) -> None:
    moving = {one.column for one in holdings.holdings()}
    staying = {*holdings.staying(), *DERIVED}
    assert moving & staying == set()
    assert sorted(columns(owner_db)) == sorted(moving | staying)


def test_customers_change_hands_before_what_hangs_on_them() -> None:
    assert next(one.name for one in holdings.holdings()) == "customer"
