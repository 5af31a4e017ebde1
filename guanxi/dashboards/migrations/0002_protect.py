from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """Who sees and keeps dashboards; what is kept for a member is his alone."""

    dependencies = [("dashboards", "0001_initial"), ("core", "0014_change_times")]
    operations = [migrations.RunSQL((SQL / "protect.sql").read_text(), migrations.RunSQL.noop)]
