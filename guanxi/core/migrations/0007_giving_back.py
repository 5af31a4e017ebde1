from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """A hand-over can be taken back by whoever made it."""

    dependencies = [("core", "0006_search_scoped")]
    operations = [migrations.RunSQL((SQL / "giving_back.sql").read_text(), migrations.RunSQL.noop)]
