from pathlib import Path

from django.db import migrations

from guanxi.core import visibility

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial"), ("core", "0003_protect")]
    operations = [
        migrations.RunSQL((SQL / "enter.sql").read_text()),
        migrations.RunSQL((SQL / "notify.sql").read_text()),
        visibility.private("staff_notice", "notice"),
        visibility.tracked("staff_member", "member", home_kind="staff"),
        visibility.tracked("staff_role", "role", home_kind="staff"),
        visibility.tracked("staff_grant", "grant", home_kind="staff", home_column="role_id"),
        visibility.tracked("staff_member_roles", "member_role", home_kind="staff", home_column="member_id"),
        visibility.tracked("staff_department", "department", home_kind="staff"),
        migrations.RunSQL(
            "create policy see_staff on core_change for select using (home_kind = 'staff' and (select guanxi_may('staff', 'administer')))"
        ),
    ]
