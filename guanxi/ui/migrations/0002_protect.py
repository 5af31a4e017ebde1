from django.db import migrations

from guanxi.core import visibility


class Migration(migrations.Migration):
    dependencies = [("ui", "0001_initial"), ("staff", "0002_enter")]
    operations = [
        visibility.private("ui_savedview", "view", others="shared and (select guanxi_member()) is not null"),
        visibility.private("ui_listsetting", "view"),
    ]
