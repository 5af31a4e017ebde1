from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_held")]
    operations = [migrations.RunSQL((SQL / "reach.sql").read_text(), migrations.RunSQL.noop)]
