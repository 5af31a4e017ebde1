"""What happens when an import's job is over, whatever its outcome."""

import json

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_noop

from guanxi.core.actor import Actor
from guanxi.core.models import Work
from guanxi.intake.models import Import

DONE = gettext_noop("Import of {name} is finished: {created} new, {updated} updated, {rejected} rejected.")
FAILED = gettext_noop("Import of {name} was stopped by an error. What is in stays in; you can resume it.")
STATES = {
    Work.State.DONE: Import.State.DONE,
    Work.State.FAILED: Import.State.FAILED,
    Work.State.CANCELLED: Import.State.CANCELLED,
}


def run_ended(work: Work, actor: Actor) -> None:  # noqa: ARG001 - the shape of core.work
    """Note the state and tell the member."""
    run = Import.objects.select_related("upload").get(pk=work.arguments["import_id"])
    run.state = STATES[Work.State(work.state)]
    run.ended_at = work.ended_at
    run.save(update_fields=["state", "ended_at"])
    work.result = run.counts
    if run.member_id is None or work.state == Work.State.CANCELLED:
        return
    params = {"name": run.upload.name, **{key: run.counts.get(key, 0) for key in ("created", "updated", "rejected")}}
    sentence = DONE if work.state == Work.State.DONE else FAILED
    with connection.cursor() as cursor:
        # not through staff's notify(): that tells nobody what he did himself, and a job's end is what he waits for
        cursor.execute(
            "select staff_notify(%s, 'import', %s, %s::jsonb, %s, %s)",
            [run.member_id, sentence, json.dumps(params), reverse("import", args=[run.pk]), work.ended_at],
        )


def check_ended(work: Work, actor: Actor) -> None:  # noqa: ARG001 - the shape of core.work
    """The dry run is over; no notice, since the member watches it."""
    run = Import.objects.get(pk=work.arguments["import_id"])
    run.state = Import.State.CHECKED if work.state == Work.State.DONE else STATES[Work.State(work.state)]
    run.save(update_fields=["state"])
    work.result = run.check_result.get("counts", {})
