from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0013_pins_moved'),
    ]

    operations = [
        migrations.CreateModel(
            name='Changed',
            fields=[
                ('pk', models.CompositePrimaryKey('customer_id', 'xid', blank=True, editable=False, primary_key=True, serialize=False)),
                ('customer_id', models.BigIntegerField()),
                ('xid', models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='run',
            name='whole_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='run',
            name='summed',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='run',
            name='written',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL((SQL / "daily.sql").read_text(), migrations.RunSQL.noop),
    ]
