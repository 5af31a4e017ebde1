"""What the database itself forbids: tables under row-level security, and what the application's role may not do."""

import psycopg
import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

# Every table without row-level security, and why it holds nothing of a customer.
OPEN_TABLES = {
    "account_emailaddress": "sign-in addresses of members",
    "account_emailconfirmation": "sign-in addresses of members",
    "analytics_rule": "how scores are cut: days, counts and amounts, no customers",
    "analytics_weighing": "how customers are weighed: weights, days and percent, no customers",
    "approvals_chain": "which documents need approval: amounts and departments, no customers",
    "approvals_deputy": "who stands in for whom, known to every member",
    "approvals_step": "whom the rules of approval name",
    "auth_group": "Django's, empty",
    "auth_group_permissions": "Django's, empty",
    "auth_permission": "Django's, not asked",
    "commerce_discountlimit": "up to which discount roles need not say why; changed by those who keep floors",
    "commerce_part": "what is in a bundle, the same for everybody; the verbs of `product` are asked in its actions and pages",
    "commerce_price": "prices of the books; floors and costs have a table and a policy of their own",
    "commerce_pricebook": "price books, the same for everybody; the verbs of `pricebook` are asked in its actions and pages",
    "commerce_product": "the price list, the same for everybody; the verbs of `product` are asked in its actions and pages",
    "commerce_rate": "rates of exchange",
    "core_protected": "which table follows which rule",
    "customers_tag": "words to tag with, offered to everybody",
    "django_content_type": "Django's",
    "django_migrations": "Django's",
    "django_session": "sessions, known by a secret key only",
    "intake_mapping": "which column fills which field: headers of files, no rows",
    "mfa_authenticator": "second factors of members",
    "procrastinate_events": "the queue: times",
    "procrastinate_jobs": "the queue: ids of work",
    "procrastinate_periodic_defers": "the queue: times",
    "procrastinate_workers": "the queue: heartbeats",
    "sales_leadrule": "who gets which leads: words and members, no customers",
    "sales_pipeline": "how the company sells: names, no customers",
    "sales_responsetime": "hours by source, no customers",
    "sales_quoteyear": "the last number of a quote per year",
    "sales_stage": "stages of a pipeline: names, no customers",
    "staff_cache": "counters of sign-in tries",
    "staff_company": "name and time zone of the company",
    "staff_department": "the organisation, known to every member",
    "staff_grant": "what roles allow",
    "staff_handover": "whose work went to whom, in numbers; no record of a customer",
    "staff_member": "members, known to every member",
    "staff_member_roles": "who has which role",
    "staff_role": "roles",
    "usersessions_usersession": "where members are signed in",
}

# Every function that runs with its owner's rights, past row-level security, and what keeps it from telling too much.
DEFINERS = {
    "analytics_held_out": "counts of purchase histories up to a day and after; only for the system, answers counts",
    "analytics_look": "stage of life and information of every customer; only for the system, answers the id up to which it came",
    "analytics_mark_contracts": "trigger: which parts of the warehouse a changed contract concerns; writes only",
    "analytics_mark_customers": "trigger: which parts of the warehouse changed customers are in; writes only",
    "analytics_mark_lines": "trigger: which parts of the warehouse a changed order concerns; writes only",
    "analytics_mark_parts": "writes marks of the warehouse for the triggers above; not for the application",
    "analytics_mark_rows": "trigger: which parts of the warehouse changed rows are in; writes only",
    "analytics_proposal_follows": "trigger: a proposal is its customer's owner's; writes only",
    "analytics_propose": "the first step with every customer; only for the system, answers the id up to which it came",
    "analytics_read_changes": "the past of customers and members, for the warehouse; only for the system",
    "analytics_read_customers": "a part of a source, for the warehouse; only for the system",
    "analytics_read_entries": "a part of a source, for the warehouse; only for the system",
    "analytics_read_instalments": "a part of a source, for the warehouse; only for the system",
    "analytics_read_lines": "a part of a source, for the warehouse; only for the system",
    "analytics_read_members": "a part of a source, for the warehouse; only for the system",
    "analytics_read_moves": "a part of a source, for the warehouse; only for the system",
    "analytics_read_opportunities": "a part of a source, for the warehouse; only for the system",
    "analytics_read_orders": "a part of a source, for the warehouse; only for the system",
    "analytics_read_payments": "a part of a source, for the warehouse; only for the system",
    "analytics_read_products": "a part of a source, for the warehouse; only for the system",
    "analytics_note_change": "trigger: whose orders changed, for the reckoning by day; writes only",
    "analytics_note_days": "notes whose orders a new day lets in, for the reckoning by day; the system only, answers nothing",
    "analytics_sum_orders": "sums up orders of every customer; only for the system, answers the id up to which it came",
    "analytics_usual_pause": "the median pause between purchases of all customers, one number; only for the system",
    "api_key_names": "names of keys by numbers that stand in changes the asker sees; nothing else of the key",
    "api_open": "opens an API key by the digest of the whole key",
    "api_enter": "the same, and enters as its member",
    "approvals_follow_owner": "trigger: whose the document of a request is; writes only",
    "approvals_note": "the entry of a request about which this very transaction decided in the writer's name; writes only",
    "commerce_taken": "whether a number is taken, also by a hidden order; answers numbers the caller gave",
    "contracts_move_searchdocs": "trigger: owner and bin of what contracts are found by",
    "contracts_settle": "adds up what was received of contracts from their payments; writes only that, answers nothing",
    "contracts_taken": "which contract numbers are taken, also by hidden contracts; answers numbers the caller gave",
    "core_visible_docs": "search; the rule of visibility stands in its WHERE",
    "customers_bin": "what goes into the bin with its customer; asks for delete, and for the scope",
    "customers_held": "who holds names and numbers of an import's rows; hidden holders without their name",
    "customers_holders": "who holds a phone or mail; hidden holders without their name",
    "customers_move_searchdocs": "trigger: the owner beside the search document follows its customer",
    "customers_namesakes": "customers of the same name; hidden ones without id",
    "customers_unbin": "the way back of customers_bin",
    "customers_would_circle": "yes or no: whether a parent stands below",
    "guanxi_assign": "hands over to an owner outside the scope; asks for assign, edit and the scope",
    "guanxi_enter": "sets the actor from the staff tables",
    "guanxi_give_back": "the way back of guanxi_assign for whoever called it, for a day; the history says what he handed over",
    "guanxi_note_delete": "trigger: history",
    "guanxi_note_insert": "trigger: history",
    "guanxi_note_update": "trigger: history",
    "sales_below_floor": "positions of the lines of a quote that lie below the floor, to whoever may change the quote; no floor",
    "sales_check_shares": "trigger: the shares of an opportunity add up to 100; answers nothing",
    "sales_fold_tally": "adds up what the tally of stages has piled up; answers nothing",
    "sales_flow_since": "since when the funnel may be behind; answers a time",
    "sales_keep_tally": "trigger: how many opportunities stand in a stage; writes only",
    "sales_mark_stale": "trigger: which months of the funnel changed; writes only",
    "sales_sum_results": "sums of won and lost by owner, industry and size; only for the system",
    "sales_refresh_flow": "writes stale months of the funnel anew; answers how many",
    "sales_lead_claim": "out of the pool to the caller; asks for see and edit, and that nobody has it",
    "sales_lead_hand": "hands over leads with their customers; asks for assign, edit and the scope",
    "sales_lead_load": "how many open leads members have; a number each",
    "sales_lead_place": "gives what the caller just brought in, and has still, to whom the rules named",
    "sales_lead_recycle": "back into the pool; asks for edit and the scope",
    "sales_lead_taken": "whether a number is taken, also by a hidden lead; answers numbers the caller gave",
    "sales_lead_who": "the name, city and industry of who waits in the pool, for whoever may claim; else the customer's own rule",
    "sales_move_lead_searchdocs": "trigger: owner and bin of what leads are found by",
    "sales_move_searchdocs": "trigger: owner and bin of what opportunities are found by",
    "sales_note_response": "trigger: when a lead was first answered; writes only",
    "sales_quote_searchdocs": "trigger: owner and bin of what quotes are found by",
    "sales_credit_open": "sums of what split open opportunities credit to members whose opportunities the asker sees, and to himself; no opportunity",
    "sales_credit_won": "the same of what was won, by spans of days",
    "sales_quoted_beside": "one price truth: what a customer that the asker sees, and his group, were quoted by colleagues; hidden quotes and companies without id",
    "sales_stage_left": "trigger: a stage that the log names stays; answers nothing",
    "sales_tell_boards": "trigger: tells whoever has a board open, and sees the owner's, that something changed; not what",
    "steering_check_payout": "trigger: the payout of a statement is the sum of its lines; answers nothing",
    "staff_in_use": "whether anything refers to members, for the undo of their import; answers ids the caller gave",
    "staff_note_sight": "notes that an administrator looked as a colleague",
    "staff_notify": "a notice for another member; writes only",
    "ui_pass_views": "saved views of a leaver to a colleague, unread; asks for administer",
    "ui_views_of": "the numbers of a member's saved views; asks for administer",
    "timeline_take_back": "the undo of an import of mails: entries of one's own import, or, for an administrator, a leaver's, that nobody referred to since",
    "timeline_note": "entries about customers that just left the writer's sight; writes only",
    "timeline_note_contact": "trigger: the last contact of a customer",
    "timeline_note_task": "the entry of a finished task whose customer the finisher may not see; writes only",
}
UNCHANGEABLE = [
    "core_change",
    "timeline_entry",
    "timeline_attachment",
    "sales_move",
    "sales_judgement",
    "sales_planreview",
    "sales_quotecopy",
    "sales_quoteopening",
    "sales_quoteanswer",
    "steering_remark",
]


def column(cursor, statement: str, *given: object) -> list[str]:
    return [row[0] for row in cursor.execute(statement, given or None).fetchall()]


def test_every_table_is_under_row_level_security_or_says_why_not(owner_db: psycopg.Connection) -> None:
    open_tables = column(
        owner_db,
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity",
    )
    assert sorted(open_tables) == sorted(OPEN_TABLES)


def test_no_view_shows_tables_with_its_owners_eyes(owner_db: psycopg.Connection) -> None:
    assert (
        column(
            owner_db,
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')",
        )
        == []
    )


def test_every_protected_table_has_a_rule_and_a_policy(owner_db: psycopg.Connection) -> None:
    protected = column(
        owner_db,
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relrowsecurity",
    )
    ruled = column(owner_db, "select table_name from core_protected")
    with_policy = column(owner_db, "select distinct tablename from pg_policies where schemaname = 'public'")
    assert sorted(ruled) == sorted(protected) == sorted(with_policy)


def test_every_function_with_its_owners_rights_is_known_and_finds_only_our_tables(owner_db: psycopg.Connection) -> None:
    rows = owner_db.execute(
        "select proname, coalesce(array_to_string(proconfig, ';'), '') from pg_proc"
        " where pronamespace = 'public'::regnamespace and prosecdef"
    ).fetchall()
    assert sorted(name for name, _ in rows) == sorted(DEFINERS)
    assert [name for name, settings in rows if "search_path=public, pg_temp" not in settings] == []


def test_the_applications_role_can_neither_bypass_the_policies_nor_become_somebody_who_can(
    owner_db: psycopg.Connection,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, session_user")
        assert cursor.fetchone() == ("guanxi_app", "guanxi_app")
    role = "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = %s"
    assert owner_db.execute(role, ["guanxi_app"]).fetchone() == (False, False, False, False, False)
    memberships = "select count(*) from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = %s"
    assert owner_db.execute(memberships, ["guanxi_app"]).fetchone() == (0,)
    owned = (
        "select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = %s"
        " union all select p.proname from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname = %s"
    )
    assert column(owner_db, owned, "guanxi_app", "guanxi_app") == []
    assert owner_db.execute("select has_schema_privilege('guanxi_app', 'public', 'create')").fetchone() == (False,)


@pytest.mark.parametrize("table", UNCHANGEABLE)
@pytest.mark.parametrize("privilege", ["UPDATE", "DELETE", "TRUNCATE"])
def test_what_was_noted_stays(owner_db: psycopg.Connection, table: str, privilege: str) -> None:
    asked = "select has_table_privilege('guanxi_app', %s, %s), has_any_column_privilege('guanxi_app', %s, 'UPDATE')"
    assert owner_db.execute(asked, [table, privilege, table]).fetchone() == (False, False)


@pytest.mark.parametrize("privilege", ["INSERT", "UPDATE", "DELETE", "TRUNCATE"])
@pytest.mark.parametrize("table", ["core_change", "core_protected"])
def test_history_and_rules_are_written_by_the_database_alone(
    owner_db: psycopg.Connection, table: str, privilege: str
) -> None:
    asked = "select has_table_privilege('guanxi_app', %s, %s)"
    assert owner_db.execute(asked, [table, privilege]).fetchone() == (False,)


def test_no_table_can_be_emptied_past_its_policies(owner_db: psycopg.Connection) -> None:
    assert (
        column(
            owner_db,
            "select table_name from information_schema.role_table_grants where grantee = 'guanxi_app' and privilege_type = 'TRUNCATE'",
        )
        == []
    )
