from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("customers", "0010_tie")]
    operations = [migrations.RunSQL((SQL / "fact_sight.sql").read_text(), migrations.RunSQL.noop)]
