from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_reach")]
    operations = [migrations.RunSQL((SQL / "reindex.sql").read_text(), migrations.RunSQL.noop)]
