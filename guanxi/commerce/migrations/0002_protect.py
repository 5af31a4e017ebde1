from django.db import migrations

from guanxi.core import visibility


class Migration(migrations.Migration):
    dependencies = [("commerce", "0001_initial"), ("customers", "0002_protect")]
    operations = [
        visibility.hanging("commerce_order", "order"),
        visibility.hanging("commerce_line", "order", mode="part"),
        visibility.tracked("commerce_order", "order", home_kind="customer", home_column="customer_id"),
        visibility.tracked("commerce_product", "product"),
        migrations.RunSQL(
            "create trigger touch before update on commerce_product for each row execute function guanxi_touch();"
            "create policy see_product on core_change for select using (home_kind = 'product' and (select guanxi_may('product', 'see')))"
        ),
    ]
