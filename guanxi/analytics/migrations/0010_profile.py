from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from guanxi.core import visibility

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0009_interest'),
        ('customers', '0010_tie'),
    ]

    operations = [
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='customers.customer')),
                ('stage', models.CharField(max_length=10)),
                ('first_on', models.DateField(null=True)),
                ('last_on', models.DateField(null=True)),
                ('rhythm', models.FloatField(null=True)),
                ('pause', models.IntegerField(null=True)),
                ('recent', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('before', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('won', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('currency', models.CharField(db_default='', default='', max_length=3)),
                ('contract', models.BooleanField()),
                ('completeness', models.PositiveSmallIntegerField()),
                ('recency', models.PositiveSmallIntegerField()),
                ('breadth', models.PositiveSmallIntegerField()),
                ('gaps', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None)),
                ('known', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None)),
                ('reach', models.FloatField(db_default=0, default=0)),
                ('money_score', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('influence_score', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('life_score', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('information_score', models.PositiveSmallIntegerField(db_default=0, default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('day', models.DateField()),
                ('work_id', models.BigIntegerField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('customers', models.BigIntegerField(db_default=0, default=0)),
                ('rule', models.JSONField(default=dict)),
                ('cuts', models.JSONField(default=dict)),
                ('terms', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['-ended_at'], name='survey_latest')],
            },
        ),
        migrations.CreateModel(
            name='Weighing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('money', models.PositiveSmallIntegerField(db_default=40, default=40)),
                ('influence', models.PositiveSmallIntegerField(db_default=20, default=20)),
                ('life', models.PositiveSmallIntegerField(db_default=25, default=25)),
                ('information', models.PositiveSmallIntegerField(db_default=15, default=15)),
                ('brought', models.PositiveSmallIntegerField(db_default=100, default=100)),
                ('supplies', models.PositiveSmallIntegerField(db_default=50, default=50)),
                ('group', models.PositiveSmallIntegerField(db_default=50, default=50)),
                ('new_days', models.PositiveSmallIntegerField(db_default=90, default=90)),
                ('trend_days', models.PositiveSmallIntegerField(db_default=180, default=180)),
                ('trend_percent', models.PositiveSmallIntegerField(db_default=25, default=25)),
                ('silent_days', models.PositiveSmallIntegerField(db_default=60, default=60)),
                ('lost_days', models.PositiveSmallIntegerField(db_default=180, default=180)),
                ('completeness', models.PositiveSmallIntegerField(db_default=50, default=50)),
                ('recency', models.PositiveSmallIntegerField(db_default=30, default=30)),
                ('breadth', models.PositiveSmallIntegerField(db_default=20, default=20)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='analytics_weighing_single')],
            },
        ),
        migrations.RunSQL((SQL / "profile.sql").read_text(), migrations.RunSQL.noop),
        visibility.tracked("analytics_weighing", "weighing", home_kind="weighing"),
    ]
