from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"
ALIVE = models.Q(deleted_at=None)


class Migration(migrations.Migration):
    """What is won and open counts with whom it is credited to; the split ones are found by indexes of their own."""

    dependencies = [("sales", "0017_bundles")]
    operations = [
        migrations.AddField(
            model_name="opportunity",
            name="is_split",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                fields=["closed_on"],
                name="opportunity_split_won",
                condition=models.Q(("deleted_at", None), ("is_split", True), ("state", "won")),
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                fields=["expected_on"],
                name="opportunity_split_open",
                condition=models.Q(("deleted_at", None), ("is_split", True), ("state", "open")),
            ),
        ),
        migrations.RunSQL((SQL / "credit.sql").read_text(), migrations.RunSQL.noop),
    ]
