from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    """What has an owner of its own can be found too."""

    dependencies = [("core", "0007_giving_back")]
    operations = [
        migrations.AlterField(model_name="searchdoc", name="home_id", field=models.BigIntegerField(null=True)),
        migrations.AddField(
            model_name="searchdoc", name="is_binned", field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.RunSQL((SQL / "search_owned.sql").read_text()),
    ]
