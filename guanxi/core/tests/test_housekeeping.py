"""Jobs whose worker was killed go on, also where the next one of their kind is queued already."""

import pytest
from django.db import connection

from guanxi.core.housekeeping import revive_stalled

JOB = """
insert into procrastinate_jobs (queue_name, task_name, queueing_lock, args, status) values ('housekeeping', %s, %s, '{}', 'todo') returning id
"""


@pytest.mark.django_db(transaction=True)
def test_a_stalled_job_goes_on_unless_its_like_is_queued_already() -> None:
    with connection.cursor() as cursor:

        def queued(name: str, lock: str, status: str = "todo") -> int:
            cursor.execute(JOB, [name, lock])
            pk = cursor.fetchone()[0]
            cursor.execute("update procrastinate_jobs set status = %s where id = %s", [status, pk])
            return pk

        double, other = queued("a", "a", "doing"), queued("b", "b", "doing")
        queued("a", "a")
        revive_stalled()
        cursor.execute("select id, status from procrastinate_jobs where id = any (%s) order by id", [[double, other]])
        assert cursor.fetchall() == [(double, "aborted"), (other, "todo")]
