from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0008_shelf'),
        ('customers', '0009_fact'),
    ]

    operations = [
        migrations.AlterField(
            model_name='chance',
            name='question',
            field=models.CharField(choices=[('lead', 'Lead'), ('leaving', 'Leaving'), ('line', 'Line')], max_length=12),
        ),
        migrations.AlterField(
            model_name='lesson',
            name='question',
            field=models.CharField(choices=[('lead', 'Lead'), ('leaving', 'Leaving'), ('line', 'Line')], max_length=12),
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('line', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('chance', models.FloatField()),
                ('band', models.CharField(max_length=8)),
                ('above', models.JSONField(default=list)),
                ('below', models.JSONField(default=list)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('lesson', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='analytics.lesson')),
            ],
            options={
                'indexes': [models.Index(fields=['line', 'chance'], name='interest_in_line')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'line'), name='interest_of_customer')],
            },
        ),
        migrations.RunSQL((SQL / "interest.sql").read_text(), migrations.RunSQL.noop),
    ]
