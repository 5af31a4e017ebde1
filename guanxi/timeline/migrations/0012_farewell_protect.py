from django.db import migrations

from guanxi.core import visibility


class Migration(migrations.Migration):
    """Mails to customers are seen and written with the customer they went to."""

    dependencies = [("timeline", "0011_farewell"), ("staff", "0003_roles")]
    operations = [visibility.hanging("timeline_farewell", "entry", mode="part")]
