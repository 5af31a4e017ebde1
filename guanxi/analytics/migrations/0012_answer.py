from pathlib import Path

import django.db.models.deletion
import guanxi.core.rows
from django.conf import settings
from django.db import migrations, models

from guanxi.core import visibility

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0011_heldout'),
        ('customers', '0009_fact'),
        ('timeline', '0013_note_contact'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('key', models.CharField(max_length=40)),
                ('accepted', models.BooleanField()),
                ('reason', models.CharField(blank=True, choices=[('done', 'Already done'), ('wrong', 'Does not fit this customer'), ('later', 'Not now')], db_default='', default='', max_length=8)),
                ('expected', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('currency', models.CharField(blank=True, db_default='', default='', max_length=3)),
                ('at', models.DateTimeField()),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('member', models.ForeignKey(db_default=guanxi.core.rows.CurrentMember(), db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='timeline.task')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-at'], name='answer_of_customer'), models.Index(fields=['-at'], name='answer_latest')],
            },
        ),
        visibility.hanging("analytics_answer", "customer", mode="part"),
        visibility.tracked("analytics_answer", "answer", home_kind="customer", home_column="customer_id"),
        migrations.RunSQL((SQL / "answer.sql").read_text(), migrations.RunSQL.noop),
    ]
