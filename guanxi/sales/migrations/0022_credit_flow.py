from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """The funnel and the cohorts count with whom an opportunity is credited to, in hundredths."""

    dependencies = [("sales", "0021_note_response")]
    operations = [
        migrations.AddField("flow", "member_id", models.BigIntegerField(null=True)),
        migrations.AddField("cohort", "member_id", models.BigIntegerField(null=True)),
        migrations.RemoveIndex("flow", "flow_of_face"),
        migrations.AddIndex(
            "flow", models.Index(fields=["face", "pipeline", "month", "member_id"], name="flow_of_face")
        ),
        migrations.RemoveIndex("cohort", "cohort_of_month"),
        migrations.AddIndex("cohort", models.Index(fields=["pipeline", "month", "member_id"], name="cohort_of_month")),
        migrations.AddIndex("cohort", models.Index(fields=["month", "owner_id"], name="cohort_of_owner")),
        migrations.RunSQL((SQL / "flow.sql").read_text(), migrations.RunSQL.noop),
    ]
