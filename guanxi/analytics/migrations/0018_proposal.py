from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0016_daily'),
        ('commerce', '0001_initial'),
        ('contracts', '0001_initial'),
        ('customers', '0011_fact_sight'),
        ('sales', '0001_initial'),
        ('timeline', '0013_note_contact'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='customers.customer')),
                ('owner_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=12)),
                ('key', models.CharField(max_length=40)),
                ('place', models.PositiveSmallIntegerField()),
                ('stake', models.DecimalField(decimal_places=2, max_digits=20)),
            ],
            options={
                'indexes': [models.Index(fields=['owner_id', '-stake', 'place', 'customer'], name='proposal_of_owner'), models.Index(fields=['owner_id', 'kind', '-stake', 'customer'], name='proposal_of_kind')],
            },
        ),
        migrations.CreateModel(
            name='Proposing',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('after', models.BigIntegerField(db_default=0, default=0)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['-ended_at'], name='proposing_latest')],
            },
        ),
        migrations.RunSQL((SQL / "proposal.sql").read_text(), migrations.RunSQL.noop),
    ]
