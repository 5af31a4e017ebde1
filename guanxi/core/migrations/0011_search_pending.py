from django.db import migrations


class Migration(migrations.Migration):
    """What was made lately waits in a list that every search reads through: 4 MB of it made each of them 10 ms slower."""

    dependencies = [("core", "0010_job_changes")]
    operations = [
        migrations.RunSQL(
            "alter index core_searchdoc_scoped set (gin_pending_list_limit = 256)",
            "alter index core_searchdoc_scoped reset (gin_pending_list_limit)",
        )
    ]
