from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from guanxi.core import visibility

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0013_on_my_day'),
        ('staff', '0006_handover'),
    ]

    operations = [
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('sees_all', models.BooleanField()),
                ('owners', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='watch_by_time')],
            },
        ),
        visibility.private("sales_watch", "opportunity"),
        migrations.RunSQL((SQL / "watch.sql").read_text(), migrations.RunSQL.noop),
    ]
