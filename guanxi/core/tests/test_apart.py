"""What is done apart is done by another process, on the same data."""

import os

import pytest

from guanxi.config import env
from guanxi.core import apart, clock, jobs, work
from guanxi.core.actor import acting_as_system
from guanxi.core.models import Work


def leave(word: str) -> None:
    with acting_as_system("test"):
        Work.objects.create(kind="test", title=word, arguments={"by": os.getpid()}, created_at=clock.now())


def stumble() -> None:
    raise LookupError


def step(job: Work, _actor: object) -> bool:
    job.cursor = {"by": os.getpid()}
    return False


@pytest.mark.django_db(transaction=True)
def test_another_process_does_it_and_its_failure_is_told(worker_database, monkeypatch) -> None:
    monkeypatch.setenv("APP_DATABASE_URL", worker_database.url(env.APP_ROLE))
    apart.do(leave, "done")
    with acting_as_system("test"):
        left = Work.objects.get()
    assert (left.title, left.arguments["by"] == os.getpid()) == ("done", False)
    with pytest.raises(apart.Failed, match=r"test_apart:stumble ended with 1"):
        apart.do(stumble)


@pytest.mark.django_db
def test_work_that_needs_memory_is_given_to_the_task_that_does_it_apart(monkeypatch) -> None:
    monkeypatch.setitem(work._kinds, "big", work.WorkKind("big", step, apart=True))
    monkeypatch.setitem(work._kinds, "small", work.WorkKind("small", step))
    asked = []
    monkeypatch.setattr(apart, "do", lambda task, *given: asked.append((task, given)))
    with acting_as_system("test") as actor:
        big, small = (work.start(name, "x", actor=actor, at=clock.now(), arguments={}) for name in ("big", "small"))
        from procrastinate.contrib.django.models import ProcrastinateJob

        names = list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "args"))[-2:]
    tasks = ["guanxi.core.jobs.run_work_apart", "guanxi.core.jobs.run_work"]
    assert names == [(name, {"work_id": one.pk}) for name, one in zip(tasks, (big, small), strict=True)]
    jobs.run_work_apart(big.pk)
    assert asked == [(work.run, (big.pk,))]
