from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """Saved views change hands when their member leaves."""

    dependencies = [("ui", "0002_protect")]
    operations = [migrations.RunSQL((SQL / "views.sql").read_text(), migrations.RunSQL.noop)]
