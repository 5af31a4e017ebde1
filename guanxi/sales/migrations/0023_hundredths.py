from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """What funnel and cohorts keep are whole numbers again, in hundredths."""

    dependencies = [("sales", "0022_note_response")]
    operations = [
        migrations.RunSQL(
            (SQL / "flow_hundredths.sql").read_text(),
            migrations.RunSQL.noop,
            state_operations=[
                *(
                    migrations.AlterField("flow", name, models.BigIntegerField())
                    for name in ("open", "won", "lost", "stays", "seconds")
                ),
                migrations.AlterField("cohort", "number", models.BigIntegerField()),
                migrations.AlterField("cohort", "minor", models.DecimalField(decimal_places=0, max_digits=30)),
            ],
        )
    ]
