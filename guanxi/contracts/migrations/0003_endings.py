from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0002_protect'),
        ('customers', '0008_carrying'),
        ('sales', '0014_live_board'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='contract',
            index=models.Index(condition=models.Q(('deleted_at', None), ('status', 'active')), fields=['owner', 'ends_on', 'id'], name='contract_owner_end'),
        ),
    ]
