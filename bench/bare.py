"""The floor: the smallest Django project that reads 40 rows through the ORM and answers JSON, on the same PostgreSQL.

Served by granian as the product is; `BENCH_DATABASE` is a libpq connection string.
"""

import os
from typing import Any

import django
import psycopg
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

NAME = "bench_bare"
ROWS = 100_000

if os.environ.get("BENCH_DATABASE") and not settings.configured:
    given = conninfo_to_dict(os.environ["BENCH_DATABASE"])
    settings.configure(
        DEBUG=False,
        SECRET_KEY="bench-only",  # noqa: S106 - signs nothing
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
        INSTALLED_APPS=[],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": given["dbname"],
                "USER": given["user"],
                "HOST": given["host"],
                "CONN_MAX_AGE": None,
            }
        },
    )
    django.setup()

    from django.core.wsgi import get_wsgi_application
    from django.db import models
    from django.http import HttpRequest, JsonResponse
    from django.urls import path

    class Customer(models.Model):
        """A customer as plain as it gets."""

        name = models.TextField()
        email = models.TextField()
        city = models.TextField()
        status = models.SmallIntegerField()
        amount = models.DecimalField(max_digits=12, decimal_places=2)
        created = models.DateTimeField()

        class Meta:
            app_label = "bare"
            db_table = "bare_customer"

    COLUMNS = ("id", "name", "email", "city", "status", "amount", "created")

    def listing(_request: HttpRequest) -> JsonResponse:
        """The newest 40, through the ORM."""
        rows = Customer._default_manager.order_by("-created", "-id")[:40]
        return JsonResponse({"results": [{name: getattr(row, name) for name in COLUMNS} for row in rows]})

    urlpatterns = [path("orm40", listing)]
    application: Any = get_wsgi_application()


def fill(admin_url: str, url: str) -> None:
    """Make the database and its table, once."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone():
            return
        connection.execute(f"create database {NAME}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "create table bare_customer as select g::bigint id, 'Name ' || g as name, 'u' || g || '@example.org' as email,"
            " 'City ' || g %% 500 as city, (g %% 5)::smallint status, (g %% 9000)::numeric(12,2) amount,"
            " timestamptz '2026-01-01' + g * interval '1 second' created from generate_series(1, %s) g",
            [ROWS],
        )
        connection.execute("alter table bare_customer add primary key (id)")
        connection.execute("create index on bare_customer (created desc, id desc)")
        connection.execute("vacuum analyze bare_customer")
