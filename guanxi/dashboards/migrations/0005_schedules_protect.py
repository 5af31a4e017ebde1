from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """Who sees and keeps what is sent."""

    dependencies = [("dashboards", "0004_schedules")]
    operations = [migrations.RunSQL((SQL / "schedules.sql").read_text(), migrations.RunSQL.noop)]
