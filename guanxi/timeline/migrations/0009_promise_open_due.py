from django.db import migrations, models


class Migration(migrations.Migration):
    """What is open or overdue is read in its order, not past everything that was ever kept."""

    dependencies = [("timeline", "0008_promises_protect")]
    operations = [
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("closed_as", ""), ("deleted_at", None)), fields=["due_at", "id"], name="promise_open_due"
            ),
        ),
    ]
