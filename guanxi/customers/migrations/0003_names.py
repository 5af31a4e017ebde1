from pathlib import Path

import django.db.models as models
from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"
ALIVE = models.Q(("deleted_at", None))


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_protect"), ("core", "0004_search")]
    operations = [
        migrations.RunSQL((SQL / "names.sql").read_text()),
        migrations.AddField(
            "customer",
            "name_key",
            models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("name"), function="customers_name_key"),
                output_field=models.CharField(max_length=200),
            ),
        ),
        migrations.AddIndex("customer", models.Index(fields=["name_key"], name="customer_by_key", condition=ALIVE)),
        migrations.AddIndex(
            "customer", models.Index(fields=["next_contact_at", "id"], name="customer_by_next", condition=ALIVE)
        ),
        migrations.RunSQL((SQL / "holding.sql").read_text()),
        migrations.RunSQL((SQL / "bin.sql").read_text()),
    ]
