from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """A search of who sees everything ranks as many documents as any other."""

    dependencies = [("core", "0011_search_pending")]
    operations = [migrations.RunSQL((SQL / "search_enough.sql").read_text(), migrations.RunSQL.noop)]
