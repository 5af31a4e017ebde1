"""Members whom an import made, and nobody has used, can go again."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("staff", "0004_streams")]
    operations = [migrations.RunSQL((SQL / "in_use.sql").read_text(), migrations.RunSQL.noop)]
