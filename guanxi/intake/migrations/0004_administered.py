from django.db import migrations

UNDO = """create policy of_leavers on intake_import for update using ((select guanxi_may('import', 'administer'))
    and exists (select from staff_member m where m.id = member_id and not m.is_active))"""


class Migration(migrations.Migration):
    """An administrator of imports takes back what somebody imported who has left: he notes it on the import."""

    dependencies = [("intake", "0003_rejectedrow_record")]
    operations = [migrations.RunSQL(UNDO, "drop policy of_leavers on intake_import")]
