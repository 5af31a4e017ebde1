from pathlib import Path

from django.db import migrations

from guanxi.core import visibility

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial"), ("staff", "0002_enter")]
    operations = [
        visibility.private("api_key", "key", others="(select guanxi_may('staff', 'administer'))"),
        visibility.private("api_receipt", "key"),
        visibility.tracked("api_key", "key", home_kind="staff"),
        migrations.RunSQL((SQL / "keys.sql").read_text()),
    ]
