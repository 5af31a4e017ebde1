from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """What is won and open counts with whom it is credited to."""

    dependencies = [("sales", "0017_bundles")]
    operations = [migrations.RunSQL((SQL / "credit.sql").read_text(), migrations.RunSQL.noop)]
