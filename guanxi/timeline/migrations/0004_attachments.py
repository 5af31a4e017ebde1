from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("timeline", "0003_take_back")]
    operations = [migrations.RunSQL((SQL / "attachments.sql").read_text(), migrations.RunSQL.noop)]
