from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_protect")]
    operations = [
        migrations.AddField(
            model_name="rejectedrow",
            name="record_id",
            field=models.BigIntegerField(null=True),
        ),
    ]
