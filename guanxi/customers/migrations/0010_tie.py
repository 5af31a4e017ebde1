from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
import guanxi.core.rows
from django.conf import settings
from django.db import migrations, models

from guanxi.core import visibility

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0009_fact'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('brought', 'Brought'), ('supplies', 'Supplies')], max_length=8)),
                ('since', models.DateField(null=True)),
                ('import_id', models.BigIntegerField(editable=False, null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(condition=models.Q(('name__in', ('alive', 'contract', 'influence', 'information', 'lifetime', 'weighed')), ('value__isnull', False)), fields=['name', 'unit', 'value', 'customer'], name='fact_by_value'),
        ),
        migrations.AddField(
            model_name='tie',
            name='created_by',
            field=models.ForeignKey(db_default=guanxi.core.rows.CurrentMember(), db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tie',
            name='giver',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='tie',
            name='taker',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer'),
        ),
        migrations.AddIndex(
            model_name='tie',
            index=models.Index(fields=['taker', 'id'], name='tie_of_taker'),
        ),
        migrations.AddIndex(
            model_name='tie',
            index=models.Index(condition=models.Q(('import_id__isnull', False)), fields=['import_id'], name='tie_import'),
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.UniqueConstraint(fields=('giver', 'taker', 'kind'), name='tie_once'),
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='tie_of_two'),
        ),
        migrations.RunSQL((SQL / "tie.sql").read_text(), migrations.RunSQL.noop),
        visibility.tracked("customers_tie", "tie", home_kind="customer", home_column="giver_id"),
    ]
