from pathlib import Path

from django.db import migrations

from guanxi.core import visibility

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_initial"), ("customers", "0002_protect")]
    operations = [
        visibility.hanging("timeline_entry", "entry", mode="log"),
        visibility.through("timeline_attachment", "entry", parent="timeline_entry", column="entry_id"),
        visibility.owned("timeline_task", "task", also_reads="created_by_id = (select guanxi_member())"),
        visibility.tracked("timeline_task", "task"),
        migrations.RunSQL((SQL / "contact_time.sql").read_text()),
        migrations.RunSQL((SQL / "noted.sql").read_text()),
        migrations.RunSQL((SQL / "day_indexes.sql").read_text()),
        migrations.RunSQL("revoke update, delete, truncate on timeline_attachment from guanxi_app"),
    ]
