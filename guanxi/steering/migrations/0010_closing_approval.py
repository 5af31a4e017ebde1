from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('steering', '0009_put_away'),
    ]

    operations = [
        migrations.AddField(
            model_name='scheme',
            name='needs_approval',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
