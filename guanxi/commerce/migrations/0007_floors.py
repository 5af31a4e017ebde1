from django.db import migrations, models
from django.db.models.functions import Cast

from guanxi.core import visibility

# What an import wrote of floors and costs is taken back by its history, which only those read who see floors.
SEE = "create policy see_floor on core_change for select using (home_kind = 'floor' and (select guanxi_may('floor', 'see')))"


class Migration(migrations.Migration):

    dependencies = [("commerce", "0006_imported_prices")]

    operations = [
        migrations.AddField(
            model_name="floor",
            name="id",
            field=models.GeneratedField(
                db_persist=True,
                expression=Cast("price_id", models.BigIntegerField()),
                output_field=models.BigIntegerField(),
            ),
        ),
        visibility.tracked("commerce_floor", "floor"),
        migrations.RunSQL(SEE, migrations.RunSQL.noop),
    ]
