from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """An entry that is no response costs the leads nothing."""

    dependencies = [("sales", "0021_credit_flow")]
    operations = [migrations.RunSQL((SQL / "note_response.sql").read_text(), migrations.RunSQL.noop)]
