from django.db import migrations


class Migration(migrations.Migration):
    """What one job changed is found without reading the whole history: a hand-over is taken back by it."""

    dependencies = [("core", "0009_search_planned")]
    operations = [
        migrations.RunSQL(
            "create index core_change_job on core_change (through_id, kind, record_id) where through = 'job'",
            "drop index core_change_job",
        )
    ]
