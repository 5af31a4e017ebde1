from pathlib import Path

from django.db import migrations

from guanxi.core import visibility

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0001_initial"),
        ("customers", "0002_protect"),
        ("commerce", "0002_protect"),
        ("core", "0005_history"),
        ("staff", "0003_roles"),
    ]
    operations = [
        visibility.owned("sales_opportunity", "opportunity"),
        visibility.tracked("sales_opportunity", "opportunity"),
        visibility.through("sales_line", "opportunity", parent="sales_opportunity", column="opportunity_id"),
        visibility.through("sales_move", "opportunity", parent="sales_opportunity", column="opportunity_id"),
        migrations.RunSQL((SQL / "protect.sql").read_text(), migrations.RunSQL.noop),
    ]
