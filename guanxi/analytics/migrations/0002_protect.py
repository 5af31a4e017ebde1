from pathlib import Path

from django.db import migrations

from guanxi.core import visibility

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_initial"), ("customers", "0009_fact"), ("commerce", "0002_protect")]
    operations = [
        visibility.hanging("analytics_counter", "customer", mode="part"),
        visibility.tracked("analytics_counter", "counter", home_kind="customer", home_column="customer_id"),
        migrations.RunSQL((SQL / "protect.sql").read_text(), migrations.RunSQL.noop),
    ]
