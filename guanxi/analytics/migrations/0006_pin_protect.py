from django.db import migrations

from guanxi.core import visibility


class Migration(migrations.Migration):
    dependencies = [("analytics", "0005_pin")]
    operations = [
        visibility.private("analytics_pin", "fact"),
        visibility.tracked("analytics_pin", "pin", home_kind="staff", home_column="member_id"),
    ]
