import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from guanxi.core import visibility

# Kept by the page of a sent quote, seen with the quote; like what was sent and answered, never changed.
OPENING = """
create policy hand on sales_quoteopening as restrictive for insert with check ((select guanxi_may('quote', 'edit')));
revoke update, delete, truncate on sales_quoteopening from guanxi_app;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('commerce', '0005_prices'),
        ('customers', '0008_carrying'),
        ('sales', '0012_keyaccount'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QuoteOpening',
            fields=[
                ('copy', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='opening', serialize=False, to='sales.quotecopy')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(condition=models.Q(('deleted_at', None), ('state', 'open')), fields=['owner', 'next_at', 'id'], name='opportunity_next'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(condition=models.Q(('deleted_at', None), ('next_at__isnull', True), ('next_step', ''), ('state', 'open')), fields=['owner', 'stage_since', 'id'], name='opportunity_without_next'),
        ),
        migrations.AddIndex(
            model_name='quote',
            index=models.Index(condition=models.Q(('deleted_at', None), ('status', 'sent')), fields=['owner', 'valid_until', 'id'], name='quote_waiting'),
        ),
        migrations.AddField(
            model_name='quoteopening',
            name='quote',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='sales.quote'),
        ),
        migrations.AddIndex(
            model_name='quoteopening',
            index=models.Index(fields=['quote'], name='opening_of_quote'),
        ),
        visibility.through("sales_quoteopening", "quote", parent="sales_quote", column="quote_id"),
        migrations.RunSQL(OPENING, migrations.RunSQL.noop),
    ]
