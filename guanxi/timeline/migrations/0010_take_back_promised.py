from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """The undo of an import of mails spares what promises stand on, and an administrator may do it for a leaver."""

    dependencies = [("timeline", "0009_promise_open_due")]
    operations = [migrations.RunSQL((SQL / "take_back_promised.sql").read_text(), migrations.RunSQL.noop)]
