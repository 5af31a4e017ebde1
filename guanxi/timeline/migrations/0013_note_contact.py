from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """An entry that is no contact costs its customer nothing."""

    dependencies = [("timeline", "0012_farewell_protect")]
    operations = [migrations.RunSQL((SQL / "note_contact.sql").read_text(), migrations.RunSQL.noop)]
