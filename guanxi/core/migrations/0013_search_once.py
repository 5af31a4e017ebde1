from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """A narrow scope is searched once for a word's beginning and its middle."""

    dependencies = [("core", "0012_search_enough")]
    operations = [migrations.RunSQL((SQL / "search_once.sql").read_text(), migrations.RunSQL.noop)]
