from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """A search is planned once."""

    dependencies = [("core", "0008_search_owned")]
    operations = [migrations.RunSQL((SQL / "search_planned.sql").read_text(), migrations.RunSQL.noop)]
