"""Saved views of a list, and how a member looks at each: what he sees, keeps, shares and throws away."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind
from guanxi.core.refused import Refused
from guanxi.ui.lists import state, trees
from guanxi.ui.lists.state import State
from guanxi.ui.models import ListSetting, SavedView

LONGEST_NAME = 80
# as JSON, since most members have none: one row says so
LOOKS = """
select coalesce((select json_agg(v order by v.member_id <> %(member)s, v.place, v.id)
                   from ui_savedview v where v.kind = %(kind)s and (v.member_id = %(member)s or v.shared)), '[]'),
       coalesce((select json_agg(s) from ui_listsetting s where s.kind = %(kind)s and s.member_id = %(member)s), '[]')
"""


@dataclass(frozen=True, slots=True)
class Looks:
    """What a member has for a kind: the views he may use (his own first) and his settings by view id (None: no view)."""

    views: list[SavedView]
    settings: dict[int | None, ListSetting]

    def view(self, wanted: str) -> SavedView | None:
        """The view with this id, given as text."""
        return next((one for one in self.views if str(one.pk) == wanted), None)

    def opening(self) -> SavedView | None:
        """The view that the list opens with."""
        return next((one for one in self.views if one.pk in self.settings and self.settings[one.pk].opens), None)

    def columns(self, view: SavedView | None) -> Sequence[str]:
        """The columns the member chose for a view, else those saved with it."""
        own = self.settings.get(view.pk if view else None)
        return (own.columns if own else []) or (view.columns if view else [])


def me(actor: Actor) -> int:
    """Whose views they are: only a member has any."""
    if actor.member_id is None:
        raise Refused(_("Only a member can keep views."))
    return actor.member_id


def looks(kind: Kind, actor: Actor) -> Looks:
    """Everything a list page needs to know, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(LOOKS, {"member": me(actor), "kind": kind.name})
        views, settings = cursor.fetchone()
    return Looks([SavedView(**one) for one in views], {one["view_id"]: ListSetting(**one) for one in settings})


def changed(looked: State, view: SavedView) -> bool:
    """Whether the list shows something else than the view it started from."""
    tree = trees.write(looked.whole())
    columns = [one.name for one in looked.columns]
    saved = [one.name for one in state.columns_of(looked.kind, view.columns)]
    return bool(tree != view.filters or str(looked.sort) != view.sort or (looked.chosen and columns != saved))


def save_view(
    kind: Kind, looked: State, *, name: str, shared: bool, opens: bool, actor: Actor, view: SavedView | None = None
) -> SavedView:
    """Keep the list as it is under a name, new or instead of the member's own `view`; raises `Refused`."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Give the view a name of at most 80 characters."), field="name")
    others = SavedView.objects.filter(member_id=me(actor), kind=kind.name, name=name)
    if others.exclude(pk=view.pk if view else 0).exists():
        raise Refused(_("You have a view of this name already."), field="name")
    view = view or SavedView(member_id=me(actor), kind=kind.name)
    view.name, view.shared = name, shared
    view.filters = trees.write(looked.whole())
    view.sort = str(looked.sort)
    view.columns = [one.name for one in looked.columns]
    view.save()
    ListSetting.objects.filter(member_id=me(actor), kind=kind.name, view=view).update(columns=[])
    open_with(kind, view if opens else None, actor=actor, instead_of=view)
    return view


def open_with(kind: Kind, view: SavedView | None, *, actor: Actor, instead_of: SavedView) -> None:
    """Have the list open with `view`; None: not with `instead_of` any more."""
    settings = ListSetting.objects.filter(member_id=me(actor), kind=kind.name, opens=True)
    if view is None:
        settings.filter(view=instead_of).update(opens=False)
        return
    settings.exclude(view=view).update(opens=False)
    ListSetting.objects.update_or_create(member_id=me(actor), kind=kind.name, view=view, defaults={"opens": True})


def delete_view(view: SavedView, *, actor: Actor) -> None:
    """Throw away one of the member's own views."""
    SavedView.objects.filter(pk=view.pk, member_id=me(actor)).delete()


def keep_columns(kind: Kind, view: SavedView | None, names: list[str], *, actor: Actor) -> None:
    """Remember which columns the member wants to see."""
    ListSetting.objects.update_or_create(member_id=me(actor), kind=kind.name, view=view, defaults={"columns": names})
