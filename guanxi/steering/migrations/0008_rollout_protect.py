from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """Who sees and keeps the roll-out."""

    dependencies = [("steering", "0007_rollout"), ("core", "0014_change_times")]
    operations = [migrations.RunSQL((SQL / "rollout.sql").read_text(), migrations.RunSQL.noop)]
