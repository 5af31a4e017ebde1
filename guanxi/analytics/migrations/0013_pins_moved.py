from django.db import migrations


class Migration(migrations.Migration):
    """What was pinned stands on dashboards now."""

    dependencies = [("analytics", "0012_answer"), ("dashboards", "0003_pins")]
    operations = [
        migrations.RunSQL("delete from core_protected where table_name = 'analytics_pin'", migrations.RunSQL.noop),
        migrations.DeleteModel("Pin"),
    ]
