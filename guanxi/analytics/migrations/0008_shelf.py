from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import guanxi.core.rows
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0007_chance'),
        ('commerce', '0010_bundles'),
        ('customers', '0009_fact'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LeftOut',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('member', models.ForeignKey(db_default=guanxi.core.rows.CurrentMember(), db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='commerce.product')),
            ],
        ),
        migrations.CreateModel(
            name='Likely',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='customers.customer')),
                ('at', models.DateTimeField()),
                ('products', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('new', models.JSONField()),
                ('again', models.JSONField()),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['products'], name='likely_products')],
            },
        ),
        migrations.CreateModel(
            name='Shelf',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('refused', models.CharField(db_default='', default='', max_length=24)),
                ('bestsellers', models.BooleanField(db_default=False, default=False)),
                ('card', models.JSONField(default=dict)),
                ('kept', models.BinaryField(default=b'')),
            ],
            options={
                'indexes': [models.Index(fields=['-at'], name='shelf_latest')],
            },
        ),
        migrations.CreateModel(
            name='Companion',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('place', models.IntegerField()),
                ('together', models.IntegerField()),
                ('of_product', models.IntegerField()),
                ('share', models.FloatField()),
                ('share_low', models.FloatField()),
                ('share_high', models.FloatField()),
                ('times', models.FloatField()),
                ('times_low', models.FloatField()),
                ('times_high', models.FloatField()),
                ('companion', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='commerce.product')),
                ('product', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='commerce.product')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('product', 'place'), name='companion_place')],
            },
        ),
        migrations.RunSQL((SQL / "shelf.sql").read_text(), migrations.RunSQL.noop),
    ]
