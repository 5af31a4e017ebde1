from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("api", "0003_key_names")]
    operations = [migrations.RunSQL((SQL / "enter.sql").read_text())]
