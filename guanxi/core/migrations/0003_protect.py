from django.db import migrations

from guanxi.core import visibility


class Migration(migrations.Migration):
    dependencies = [("core", "0002_initial"), ("staff", "0001_initial")]
    operations = [visibility.private("core_work", "work", others="(select guanxi_may('work', 'administer'))")]
