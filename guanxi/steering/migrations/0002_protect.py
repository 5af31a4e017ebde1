from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """Who sees and sets scorecards; closed ones stay as they were."""

    dependencies = [("steering", "0001_initial"), ("sales", "0023_hundredths"), ("analytics", "0007_chance"), ("staff", "0008_warn_days")]
    operations = [migrations.RunSQL((SQL / "protect.sql").read_text(), migrations.RunSQL.noop)]
