from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_names")]
    operations = [
        migrations.RunSQL((SQL / "importing.sql").read_text(), "drop function customers_held(text[], text[])")
    ]
