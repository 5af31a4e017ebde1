from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """Mails imported by somebody who has left are taken back by an administrator of imports."""

    dependencies = [("timeline", "0004_attachments")]
    operations = [migrations.RunSQL((SQL / "take_back_administered.sql").read_text(), migrations.RunSQL.noop)]
