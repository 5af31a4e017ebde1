from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"


def counted(**more: int) -> models.DecimalField:
    """A number in which shares of credit count with their part."""
    return models.DecimalField(decimal_places=2, max_digits=more.get("max_digits", 20))


class Migration(migrations.Migration):
    """The funnel and the cohorts count with whom an opportunity is credited to."""

    dependencies = [("sales", "0020_split")]
    operations = [
        migrations.AddField("flow", "member_id", models.BigIntegerField(null=True)),
        migrations.AddField("cohort", "member_id", models.BigIntegerField(null=True)),
        *(migrations.AlterField("flow", name, counted()) for name in ("open", "won", "lost", "stays", "seconds")),
        migrations.AlterField("cohort", "number", counted()),
        migrations.AlterField("cohort", "minor", counted(max_digits=32)),
        migrations.RemoveIndex("flow", "flow_of_face"),
        migrations.AddIndex(
            "flow", models.Index(fields=["face", "pipeline", "month", "member_id"], name="flow_of_face")
        ),
        migrations.RemoveIndex("cohort", "cohort_of_month"),
        migrations.AddIndex("cohort", models.Index(fields=["pipeline", "month", "member_id"], name="cohort_of_month")),
        migrations.AddIndex("cohort", models.Index(fields=["month", "owner_id"], name="cohort_of_owner")),
        migrations.RunSQL((SQL / "flow.sql").read_text(), migrations.RunSQL.noop),
    ]
