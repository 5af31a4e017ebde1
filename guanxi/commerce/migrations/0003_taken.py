from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("commerce", "0002_protect"), ("customers", "0003_names")]
    operations = [
        migrations.RunSQL((SQL / "importing.sql").read_text(), "drop function commerce_taken(text[])")
    ]
