from pathlib import Path

from django.db import migrations

from guanxi.core import visibility

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("timeline", "0007_promise"), ("staff", "0003_roles")]
    operations = [
        visibility.hanging("timeline_promise", "promise"),
        visibility.tracked("timeline_promise", "promise", home_kind="customer", home_column="customer_id"),
        visibility.through("timeline_declined", "entry", parent="timeline_entry", column="entry_id"),
        migrations.RunSQL((SQL / "promises.sql").read_text(), migrations.RunSQL.noop),
    ]
