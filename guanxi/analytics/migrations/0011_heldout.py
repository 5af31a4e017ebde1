from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("analytics", "0010_profile")]
    operations = [migrations.RunSQL((SQL / "heldout.sql").read_text(), migrations.RunSQL.noop)]
