from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """Quotes of a whole group stand beside each other, and requests for approval follow the owner."""

    dependencies = [("sales", "0009_quotes"), ("approvals", "0001_initial"), ("customers", "0008_carrying")]
    operations = [migrations.RunSQL((SQL / "quotes_group.sql").read_text(), migrations.RunSQL.noop)]
