from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("api", "0002_protect")]
    operations = [migrations.RunSQL((SQL / "key_names.sql").read_text())]
