from django.db import migrations

# A pin becomes a card of its member's own dashboard, in the order in which it was pinned; by month or day it is a line, split otherwise a table.
MOVE = """
with made as (
    insert into dashboards_dashboard (member_id, created_at)
    select member_id, min(created_at) from analytics_pin group by member_id order by member_id
    returning id, member_id)
insert into dashboards_tile (dashboard_id, place, asked, form, width, created_at)
select m.id, row_number() over (partition by p.member_id order by p.id), p.asked,
       case when p.asked ->> 'by' in ('day', 'week', 'month', 'quarter', 'year') and not p.asked ? 'by2' then 'chart'
            when p.asked ? 'by' then 'table' else 'figure' end, case when p.asked ? 'by' then 'half' else 'quarter' end, p.created_at
  from analytics_pin p join made m using (member_id) order by p.id
"""


class Migration(migrations.Migration):
    """What members pinned on the explorer becomes each one's own dashboard."""

    dependencies = [("dashboards", "0002_protect"), ("analytics", "0012_answer")]
    operations = [migrations.RunSQL(MOVE, migrations.RunSQL.noop)]
