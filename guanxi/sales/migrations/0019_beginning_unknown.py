from django.db import migrations, models


class Migration(migrations.Migration):
    """An opportunity whose beginning nobody knows counts as begun in no month: no month of the funnel is marked for it."""

    dependencies = [("sales", "0018_credit")]
    operations = [
        migrations.AlterField(model_name="opportunity", name="opened_on", field=models.DateField(null=True)),
        migrations.RunSQL(
            """
            create function sales_no_month() returns trigger language plpgsql as $$ begin return null; end $$;
            create trigger no_month before insert on sales_stale for each row when (new.month is null) execute function sales_no_month();
            """,
            migrations.RunSQL.noop,
        ),
    ]
