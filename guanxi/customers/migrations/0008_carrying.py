from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """What goes into the bin with a customer and what comes back with it are moved by one function."""

    dependencies = [("customers", "0007_of_owner")]
    operations = [migrations.RunSQL((SQL / "carrying.sql").read_text(), migrations.RunSQL.noop)]
