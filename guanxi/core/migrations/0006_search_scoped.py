from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """Searching in a narrow data scope costs what is in the scope."""

    dependencies = [("core", "0005_history")]
    operations = [migrations.RunSQL((SQL / "search_scoped.sql").read_text())]
