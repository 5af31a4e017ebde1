from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """Who sees and writes evaluations; what was closed stays."""

    dependencies = [("steering", "0005_evaluation")]
    operations = [migrations.RunSQL((SQL / "evaluation.sql").read_text(), migrations.RunSQL.noop)]
