"""Statements of incentives: one's own, those of a period, one with every line, its file, closing, questions."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.steering import periods
from guanxi.steering.actions import statement as actions
from guanxi.steering.models import Scheme, Statement
from guanxi.steering.queries import incentive as queries
from guanxi.steering.scheme_forms import RemarkForm
from guanxi.steering.views import paid
from guanxi.ui.records.sheets import BOM, csv_lines, workbook
from guanxi.ui.trying import refuse

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What one gets oneself, and what colleagues get whose incentives one sees."""
    actor = request.actor
    sees = actor.may("see", "incentive")
    period = periods.read(request.GET.get("period", "")) or (queries.latest_of_others(actor) if sees else None)
    others = queries.statements(actor, mine=False, period=period) if sees and period else []
    context: dict[str, Any] = {
        "title": _("Incentives"),
        "mine": [_row(one) for one in queries.statements(actor, mine=True)],
        "others": [_row(one) for one in others],
        "sees": sees,
        "may_edit": actor.may("edit", "incentive"),
        "may_reckon": actor.may("administer", "incentive"),
        "schemes": [_scheme(one) for one in queries.schemes()] if sees else [],
    }
    if period:
        context |= {
            "period": periods.written(*period),
            "before": periods.written(period[0], periods.before(*period)),
            "after": periods.written(period[0], periods.after(*period)),
        }
    return render(request, "steering/incentives.html", context)


def _row(one: Statement) -> dict[str, Any]:
    return {"it": one, "period": paid.period(one), "payout": paid.cash(one.payout, one.scheme.currency)}


def _scheme(one: Scheme) -> dict[str, Any]:
    tone = {"active": "ok", "draft": "info"}.get(one.state, "")
    return {"it": one, "terms": paid.terms(one), "tone": tone}


def _statement(statement_id: int) -> Statement:
    try:
        return queries.statement_of(statement_id)
    except Statement.DoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """What it comes to, each record and what it pays, what was said; a question or an answer is sent from here."""
    one = _statement(statement_id)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remark(one, form.cleaned_data["text"], actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("It was sent."))
            return redirect("incentive_statement", statement_id=one.pk)
    lines = queries.lines_of(one)
    context = {
        "title": f"{one.member} · {paid.period(one)}",
        "statement": one,
        "scheme": one.scheme,
        "terms": paid.terms(one.scheme),
        "payout": paid.cash(one.payout, one.scheme.currency),
        "lines": [paid.line(line, one.scheme, request.actor) for line in lines],
        "more": len(lines) == queries.LINES,
        "limited": queries.limited(lines, one.scheme),
        "remarks": queries.remarks_of(one),
        "form": form,
        "mine": one.member_id == request.actor.member_id,
        "files": not paid.hidden(one.scheme, request.actor),
    }
    return render(request, "steering/statement.html", context, status=422 if form.errors else 200)


@require_GET
def as_file(request: HttpRequest, statement_id: int, sheet: str) -> HttpResponse:
    """Every line as CSV or XLSX, its sum last."""
    one = _statement(statement_id)
    if sheet not in TYPES or paid.hidden(one.scheme, request.actor):
        raise Http404
    rows = _sheet(one)
    answer = HttpResponse(
        BOM + csv_lines(rows) if sheet == "csv" else workbook(rows, pgettext("file", "Incentive")),
        content_type=TYPES[sheet],
    )
    answer["Content-Disposition"] = f'attachment; filename="incentive-{one.pk}-{paid.period(one)}.{sheet}"'
    return answer


def _sheet(one: Statement) -> list[list[Any]]:
    head = [_("Record"), _("Day"), _("Amount"), _("Share, %"), _("Rates"), _("Corrects"), _("Pays"), _("Currency")]
    rows: list[list[Any]] = [head]
    for line in queries.lines_of(one, most=None):
        rates = "; ".join(f"{Decimal(part)} @ {rate}" for part, rate in line.parts)
        corrects = periods.written(one.scheme.span, line.corrects.first) if line.corrects else ""
        cash = _cash(line.amount), _cash(line.payout)
        rows.append([line.title, line.day, cash[0], line.percent, rates, corrects, cash[1], one.scheme.currency])
    return [*rows, [_("All together"), None, None, None, "", "", _cash(one.payout), one.scheme.currency]]


def _cash(units: int) -> Decimal:
    """Smallest units with their two decimals."""
    return Decimal(units).scaleb(-2)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Have open statements reckoned now."""
    if not request.actor.may("administer", "incentive"):
        raise PermissionDenied
    job = actions.reckon(actor=request.actor, at=clock.now())
    if job is None:
        messages.error(request, _("Incentives are being reckoned already."))
        return redirect("incentives")
    return redirect("work", pk=job.pk)


@require_POST
def close(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """Close a period of a scheme."""
    if not request.actor.may("administer", "incentive"):
        raise PermissionDenied
    try:
        scheme = queries.scheme_of(scheme_id)
    except Scheme.DoesNotExist:
        raise Http404 from None
    period = periods.read(request.POST.get("period", ""))
    if period is None or period[0] != scheme.span:
        raise Http404
    try:
        number = actions.close_period(scheme, period[1], actor=request.actor, at=clock.now())
    except actions.NeedsApproval:
        _ask(request, scheme, period[1])
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
    else:
        said = ngettext("{number} statement was closed.", "{number} statements were closed.", number)
        messages.success(request, said.format(number=number))
    return redirect(reverse("incentive_scheme", args=[scheme.pk]))


def _ask(request: HttpRequest, scheme: Scheme, first: Any) -> None:
    """Ask for the approval that closing needs."""
    try:
        asked = actions.ask_to_close(scheme, first, actor=request.actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
        return
    turn = asked.turns.select_related("approver").order_by("position").first()
    said = _("Closing needs approval: {name} was asked. Once it is approved, close it here.")
    messages.success(request, said.format(name=turn.approver.name if turn else ""))
