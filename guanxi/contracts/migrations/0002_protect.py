from pathlib import Path

from django.db import migrations

from guanxi.core import visibility

SQL = Path(__file__).resolve().parents[1] / "sql"
NOOP = migrations.RunSQL.noop


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0001_initial"),
        ("customers", "0002_protect"),
        ("core", "0008_search_owned"),
        ("sales", "0003_search"),
        ("staff", "0003_roles"),
    ]
    operations = [
        visibility.owned("contracts_contract", "contract"),
        visibility.tracked("contracts_contract", "contract"),
        visibility.through("contracts_instalment", "contract", parent="contracts_contract", column="contract_id"),
        visibility.tracked("contracts_instalment", "instalment", home_kind="contract", home_column="contract_id"),
        visibility.through("contracts_payment", "payment", parent="contracts_contract", column="contract_id"),
        visibility.tracked("contracts_payment", "payment"),
        visibility.through("contracts_allocation", "payment", parent="contracts_payment", column="payment_id"),
        visibility.through("contracts_invoice", "invoice", parent="contracts_contract", column="contract_id"),
        visibility.tracked("contracts_invoice", "invoice"),
        visibility.hanging("contracts_billingtitle", "customer", mode="part"),
        visibility.tracked("contracts_billingtitle", "title", home_kind="customer", home_column="customer_id"),
        migrations.RunSQL(
            "create trigger touch before update on contracts_billingtitle for each row execute function guanxi_touch()"
        ),
        migrations.RunSQL((SQL / "protect.sql").read_text(), NOOP),
        migrations.RunSQL((SQL / "settle.sql").read_text(), NOOP),
        migrations.RunSQL((SQL / "search.sql").read_text(), NOOP),
    ]
