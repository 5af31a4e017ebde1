from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0007_company_pocket_hours'),
    ]

    operations = [
        migrations.AddField(
            model_name='company',
            name='warn_days',
            field=models.PositiveSmallIntegerField(db_default=30, default=30),
        ),
    ]
