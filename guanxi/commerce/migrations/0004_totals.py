from django.db import migrations, models
from django.db.models.functions import Cast


def minor(column: str, units: int, *, null: bool = False) -> models.GeneratedField:
    whole = models.BigIntegerField()
    return models.GeneratedField(
        db_persist=True, expression=Cast(models.F(column) * units, whole), output_field=whole, null=null
    )


class Migration(migrations.Migration):
    dependencies = [("commerce", "0003_taken"), ("core", "0005_history")]
    operations = [
        migrations.RemoveIndex(model_name="order", name="order_by_total"),
        migrations.AddField(model_name="order", name="total_minor", field=minor("total", 100)),
        migrations.AddField(model_name="product", name="price_minor", field=minor("price", 10_000, null=True)),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("deleted_at", None)), fields=["currency", "total_minor", "id"], name="order_by_total"
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                condition=models.Q(("deleted_at", None)), fields=["currency", "price_minor", "id"], name="product_by_price"
            ),
        ),
    ]
