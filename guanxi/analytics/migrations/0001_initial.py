
import django.contrib.postgres.fields
import django.db.models.deletion
import guanxi.core.rows
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0009_fact'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('currency', models.CharField(max_length=3)),
                ('per_year', models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ('years', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('updated_at', models.DateTimeField()),
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('member', models.ForeignKey(db_default=guanxi.core.rows.CurrentMember(), db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantile', models.BooleanField(db_default=True, default=True)),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=4)),
                ('purchases', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=4)),
                ('money', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=4)),
                ('discount', models.DecimalField(decimal_places=2, max_digits=5)),
                ('years', models.IntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='analytics_rule_single'), models.CheckConstraint(condition=models.Q(('discount__gte', 0), ('discount__lte', 50), ('years__gte', 1), ('years__lte', 20)), name='analytics_rule_bounds')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('day', models.DateField()),
                ('work_id', models.BigIntegerField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('customers', models.BigIntegerField(db_default=0, default=0)),
                ('rule', models.JSONField(default=dict)),
                ('learnt', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['-ended_at'], name='run_latest')],
            },
        ),
        migrations.CreateModel(
            name='Buyer',
            fields=[
                ('pk', models.CompositePrimaryKey('customer_id', 'currency', blank=True, editable=False, primary_key=True, serialize=False)),
                ('currency', models.CharField(max_length=3)),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('days', models.IntegerField()),
                ('orders', models.IntegerField()),
                ('spent', models.DecimalField(decimal_places=2, max_digits=18)),
                ('again', models.DecimalField(decimal_places=2, max_digits=18)),
                ('returned', models.DecimalField(decimal_places=2, max_digits=18)),
                ('is_main', models.BooleanField()),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_main', True)), fields=['customer'], name='buyer_main')],
            },
        ),
        migrations.CreateModel(
            name='Cell',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('owner_id', models.BigIntegerField(null=True)),
                ('currency', models.CharField(max_length=3)),
                ('segment', models.CharField(max_length=40)),
                ('was', models.CharField(max_length=40)),
                ('customers', models.BigIntegerField()),
                ('spent', models.DecimalField(decimal_places=2, max_digits=24)),
                ('worth', models.FloatField(null=True)),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='analytics.run')),
            ],
            options={
                'indexes': [models.Index(fields=['run', 'owner_id'], name='cell_of_run')],
            },
        ),
    ]
