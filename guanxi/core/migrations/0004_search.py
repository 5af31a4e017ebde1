from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("core", "0003_protect")]
    operations = [migrations.RunSQL((SQL / "search.sql").read_text())]
