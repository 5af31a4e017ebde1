"""Who sees what: why a member may or may not see a record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guanxi.core import kinds
from guanxi.staff.catalogue import BY_NAME
from guanxi.staff.models import Member
from guanxi.staff.queries.why import NoSuchRecord, why
from guanxi.staff.views.forming import administered, tabs
from guanxi.ui.lists.lookup import lookup

LONGEST = 18  # digits that a number of a record can have


@require_GET
@administered
def page(request: HttpRequest) -> HttpResponse:
    """Ask for a member and a record, found by its name or given by its number; the answer stands below."""
    asked, offered = request.GET, _offered()
    context = {
        "title": _("Who sees what"),
        "tabs": tabs("why"),
        "members": Member.objects.all(),
        "kinds": offered,
        "asked": asked,
    }
    wanted = next((one for one in offered if one.name == asked.get("kind")), None)
    if wanted and asked.get("member", "").isdecimal():
        number = asked.get("record") or asked.get("lookup", "").strip()
        if number.isdecimal():
            context |= _answer(int(asked["member"]), wanted, int(number[:LONGEST]))
        else:
            context["missing"] = _("Choose a record from the list.")
    return render(request, "staff/why.html", context)


@require_GET
@administered
def find(request: HttpRequest) -> HttpResponse:
    """What the record field offers while one types: records of the chosen kind that the administrator sees."""
    wanted = request.GET.get("kind", "")
    if all(one.name != wanted for one in _offered()):
        raise Http404
    return lookup(request, wanted)


def _offered() -> list[kinds.Kind]:
    return [one for one in kinds.all_kinds() if one.name in BY_NAME]


def _answer(member_id: int, kind: kinds.Kind, pk: int) -> dict[str, object]:
    member = Member.objects.select_related("department").filter(pk=member_id).first()
    if member is None:
        return {"missing": _("There is no such member.")}
    try:
        answer = why(member, kind.name, pk)
    except NoSuchRecord:
        return {"missing": _("There is no record of this kind with this number.")}
    seen = kind.model._default_manager.filter(pk=pk).first()
    return {
        "answer": answer,
        "member_asked": member,
        "record_title": kind.title(seen) if seen else f"{kind.label} {pk}",
    }
