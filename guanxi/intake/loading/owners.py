"""Whose the records of an import are: written as the importer's own where he would not see them, then handed over."""

from collections.abc import Iterable

from guanxi.intake.loading.batch import Batch


def first_owner(batch: Batch, kind: str, owner_id: int | None) -> int | None:
    """The owner where the importer sees his records; else the importer, until it is handed over."""
    return owner_id if batch.actor.reaches(kind, owner_id) else batch.actor.member_id


def hand_over(batch: Batch, kind: str, table: str, owners: Iterable[tuple[int, int | None]]) -> None:
    """Give records, by id and owner, to those owners who could not have them at first."""
    wanted: dict[int | None, list[int]] = {}
    for pk, owner_id in owners:
        if first_owner(batch, kind, owner_id) != owner_id:
            wanted.setdefault(owner_id, []).append(pk)
    for owner_id, ids in wanted.items():
        batch.cursor.execute("select guanxi_assign(%s, %s, %s)", [table, ids, owner_id])
