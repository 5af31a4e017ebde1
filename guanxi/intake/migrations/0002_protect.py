from django.db import migrations

from guanxi.core import visibility

ADMINISTRATOR = "(select guanxi_may('import', 'administer'))"


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("staff", "0002_enter")]
    operations = [
        visibility.private("intake_upload", "import", others=ADMINISTRATOR),
        visibility.private("intake_import", "import", others=ADMINISTRATOR),
        visibility.through("intake_rejectedrow", "import", parent="intake_import", column="run_id"),
    ]
