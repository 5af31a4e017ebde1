from django.db import migrations


class Migration(migrations.Migration):
    """What happened on a day is found in the history without reading all of it; being appended to, it needs no more than where days begin."""

    dependencies = [("core", "0013_search_once")]
    operations = [
        migrations.RunSQL(
            "create index core_change_times on core_change using brin (at) with (pages_per_range = 64, autosummarize = on)",
            "drop index core_change_times",
        )
    ]
