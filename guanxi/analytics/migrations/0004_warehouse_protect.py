from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0003_warehouse"),
        ("commerce", "0002_protect"),
        ("contracts", "0002_protect"),
        ("customers", "0001_initial"),
        ("sales", "0002_protect"),
        ("timeline", "0002_protect"),
    ]
    operations = [
        migrations.RunSQL((SQL / "warehouse.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "warehouse_read.sql").read_text(), migrations.RunSQL.noop),
    ]
