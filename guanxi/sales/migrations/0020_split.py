from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """Sums by credit read the split opportunities alone, by indexes of their own."""

    dependencies = [("sales", "0019_beginning_unknown")]
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
        migrations.RunSQL((SQL / "credit_split.sql").read_text(), migrations.RunSQL.noop),
    ]
