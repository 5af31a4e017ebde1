from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """Who sees incentives; what was closed, and terms in force, stay."""

    dependencies = [("steering", "0003_incentive")]
    operations = [migrations.RunSQL((SQL / "incentive.sql").read_text(), migrations.RunSQL.noop)]
