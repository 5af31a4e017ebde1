from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("core", "0004_search")]
    operations = [migrations.RunSQL((SQL / "history_generated.sql").read_text(), migrations.RunSQL.noop)]
