import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from guanxi.core import visibility

# What an import of rates wrote is taken back by its history, like prices; who sees price books reads it.
SEE = "create policy see_rate on core_change for select using (home_kind = 'rate' and (select guanxi_may('pricebook', 'see')))"


class Migration(migrations.Migration):

    dependencies = [
        ('commerce', '0005_prices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='product',
            index=models.Index(django.db.models.functions.text.Lower(models.Func(models.F('name'), models.Value('\\s'), models.Value(''), models.Value('g'), function='regexp_replace', output_field=models.CharField())), condition=models.Q(('deleted_at', None)), name='product_bare_name'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(django.db.models.functions.text.Lower(models.Func(models.F('code'), models.Value('\\s'), models.Value(''), models.Value('g'), function='regexp_replace', output_field=models.CharField())), condition=models.Q(('deleted_at', None)), name='product_bare_code'),
        ),
        visibility.tracked("commerce_rate", "rate"),
        migrations.RunSQL(SEE, migrations.RunSQL.noop),
    ]
