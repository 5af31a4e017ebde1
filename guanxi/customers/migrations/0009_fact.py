from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0008_carrying'),
        ('staff', '0003_roles'),
    ]

    operations = [
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('pk', models.CompositePrimaryKey('customer_id', 'name', blank=True, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('value', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('word', models.CharField(db_default='', default='', max_length=40)),
                ('was', models.CharField(db_default='', default='', max_length=40)),
                ('unit', models.CharField(db_default='', default='', max_length=12)),
                ('source', models.CharField(max_length=40)),
                ('as_of', models.DateTimeField()),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('word', ''), _negated=True), fields=['name', 'word', 'customer'], name='fact_by_word')],
            },
        ),
        migrations.RunSQL((SQL / "fact.sql").read_text(), migrations.RunSQL.noop),
    ]
