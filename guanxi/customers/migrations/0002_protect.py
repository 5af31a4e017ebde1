from pathlib import Path

from django.db import migrations

from guanxi.core import visibility

SQL = Path(__file__).resolve().parents[1] / "sql"
HOME = {"home_kind": "customer", "home_column": "customer_id"}


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial"), ("staff", "0002_enter")]
    operations = [
        migrations.RunSQL((SQL / "collaborations.sql").read_text()),
        visibility.owned("customers_customer", "customer", shared=True),
        visibility.hanging("customers_contact", "contact"),
        visibility.hanging("customers_identity", "customer", mode="part"),
        visibility.hanging("customers_address", "customer", mode="part"),
        visibility.hanging("customers_collaboration", "customer", mode="part"),
        visibility.hanging("core_searchdoc", "customer", mode="part", column="home_id"),
        visibility.tracked("customers_customer", "customer"),
        visibility.tracked("customers_contact", "contact", **HOME),
        visibility.tracked("customers_identity", "identity", **HOME),
        visibility.tracked("customers_address", "address", **HOME),
        visibility.tracked("customers_collaboration", "collaboration", **HOME),
    ]
