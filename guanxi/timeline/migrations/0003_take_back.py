from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("timeline", "0002_protect"), ("intake", "0002_protect")]
    operations = [
        migrations.RunSQL(
            (SQL / "take_back.sql").read_text(), "drop function if exists timeline_take_back(bigint)"
        )
    ]
