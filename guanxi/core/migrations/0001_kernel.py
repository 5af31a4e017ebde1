"""Functions of the kernel, in SQL files of their own."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"
GRANTS = """
do $$ begin
    if not exists (select from pg_roles where rolname = 'guanxi_app') then
        raise exception 'role guanxi_app is missing: run "guanxi doctor"';
    end if;
end $$;
alter default privileges in schema public grant select, insert, update, delete on tables to guanxi_app;
alter default privileges in schema public grant usage, select on sequences to guanxi_app;
grant usage on schema public to guanxi_app;
grant select, insert, update, delete on all tables in schema public to guanxi_app;
grant usage, select on all sequences in schema public to guanxi_app;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(GRANTS, elidable=False),
        *[migrations.RunSQL((SQL / f"{name}.sql").read_text()) for name in ("actor", "history", "visibility")],
    ]
