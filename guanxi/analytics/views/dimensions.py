"""The four dimensions: what the page of one customer shows of them, the page about all, and the company's weights."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.analytics import gaps
from guanxi.analytics.actions.survey import BOUNDS, DIMENSIONS, PARTS, change_weighing, survey
from guanxi.analytics.models import Survey, Weighing
from guanxi.analytics.queries.profile import Seen, latest_survey
from guanxi.analytics.queries.running import unfinished
from guanxi.analytics.queries.value import Worth
from guanxi.analytics.stages import BY_KEY, FEWEST, LOST, SILENT, STAGES
from guanxi.analytics.views.value import escaped
from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.customers.models import Customer
from guanxi.customers.queries.tie import ties_of
from guanxi.ui.trying import refuse
from guanxi.ui.words import money_text
from guanxi.ui.work.beginning import begun

INFLUENCE = ("brought", "supplies", "group")
LABELS: dict[str, Any] = {
    "money": pgettext_lazy("dimension", "Money"),
    "influence": gettext_lazy("Influence"),
    "life": gettext_lazy("Stage of life"),
    "information": gettext_lazy("What we know"),
    "brought": gettext_lazy("A customer they brought counts, %"),
    "supplies": gettext_lazy("A customer they supply counts, %"),
    "group": gettext_lazy("A company of their group counts, %"),
    "new_days": gettext_lazy("New for so many days"),
    "trend_days": gettext_lazy("Days that are compared with as many before"),
    "trend_percent": gettext_lazy("More or less than before by, %"),
    "silent_days": gettext_lazy("Silent after so many days at the earliest"),
    "lost_days": gettext_lazy("Lost after so many days at the earliest"),
    "completeness": gettext_lazy("Completeness"),
    "recency": gettext_lazy("How lately we spoke"),
    "breadth": gettext_lazy("Breadth"),
}


class WeighingForm(forms.Form):
    """Weights, days and percent; the action judges them."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        for name in (*DIMENSIONS, *PARTS, *BOUNDS):
            low, high = BOUNDS.get(name, (0, 100))
            self.fields[name] = forms.IntegerField(label=LABELS[name], min_value=low, max_value=high)


def shown(seen: Seen | None, worth: Worth, customer: Customer) -> dict[str, Any]:
    """The four of one customer: each with its sentence, score, weight and points, and the parts behind it."""
    if seen is None:
        return {"seen": None}
    scores, rule = seen.scores(), seen.survey.rule
    said = {
        "money": _money(worth, seen),
        "influence": _influence(seen),
        "life": _life(seen),
        "information": _information(seen),
    }
    rows = [
        {
            "key": name,
            "label": LABELS[name],
            "says": said[name],
            "score": scores[name],
            "weight": rule[name],
            "points": scores[name] * rule[name] / seen.whole,
        }
        for name in DIMENSIONS
    ]
    return {
        "seen": seen,
        "dimensions": rows,
        "stage": BY_KEY[seen.profile.stage],
        "ties": ties_of(customer.pk),
        "parts": [(LABELS[name], getattr(seen.profile, name), rule[name]) for name in PARTS],
        "gaps": [
            {"gap": gaps.BY_KEY[one], "url": gaps.BY_KEY[one].mend(customer.pk)}
            for one in seen.profile.gaps
            if one in gaps.BY_KEY
        ],
        "kinds": [(words, one in seen.profile.known) for one, words in gaps.KINDS.items() if one != "people" or customer.type == "company"],
        "silent": SILENT,
        "lost": LOST,
        "fewest": FEWEST,
    }  # fmt: skip


def _money(worth: Worth, seen: Seen) -> str:
    fact, main = worth.facts.get("lifetime"), worth.main
    if main is None and seen.profile.won is not None:
        said = {"won": money_text(seen.profile.won, seen.profile.currency), "share": seen.profile.money_score}
        return (
            _("Won opportunities brought %(won)s; of a hundred customers without orders %(share)s brought no more.")
            % said
        )
    if main is None:
        return _("Has bought nothing yet.")
    if fact is None or fact.value is None:
        said = {"spent": money_text(main.spent, main.currency), "share": seen.profile.money_score}
        return _("Spent %(spent)s so far; %(share)s of a hundred customers spent no more.") % said
    said = {"worth": money_text(Decimal(round(fact.value)), fact.unit), "share": seen.profile.money_score}
    return _("Expected to bring %(worth)s; %(share)s of a hundred customers are expected to bring no more.") % said


def _influence(seen: Seen) -> str:
    if not seen.profile.reach:
        return _("Nobody is noted whom this customer brought or supplies.")
    said = {"reach": f"{seen.profile.reach:,.1f}"}
    return _("Counts for %(reach)s customers behind it, near ones whole and far ones less.") % said


def _life(seen: Seen) -> str:
    one = seen.profile
    words = str(BY_KEY[one.stage].words)
    if one.last_on is None:
        return words
    days = (seen.day - one.last_on).days
    last = _("Last purchase %(days)s days before %(day)s.") % {"days": f"{days:,}", "day": seen.day}
    usual = _("Usual pause: %(days)s days.") % {"days": f"{one.rhythm:,.0f}"} if one.rhythm is not None else ""
    return " ".join(filter(None, (words, last, usual)))


def _information(seen: Seen) -> str:
    missing = [str(gaps.BY_KEY[one].label) for one in seen.profile.gaps if one in gaps.BY_KEY][:3]
    said = {"share": seen.profile.completeness, "missing": pgettext("between words", ", ").join(missing)}
    if not missing:
        return _("Everything that ought to be known is.")
    return _("%(share)s %% of what ought to be known is; first of all %(missing)s is missing.") % said


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What the four are, and the way to the customers of each stage and to the first and last of each."""
    actor = request.actor
    if not actor.may("see", "fact"):
        raise Http404
    rule = Weighing.objects.get(pk=1)
    weights = [(LABELS[name], getattr(rule, name)) for name in DIMENSIONS]
    listed = reverse("customer_list")
    context = {
        "title": _("Customers in four dimensions"),
        "survey": latest_survey(),
        "rule": rule,
        "weights": weights,
        "stages": [
            {"stage": one, "url": f"{listed}?f=life:is:{escaped(str(one.label))}&cols=name,life,weighed,lifetime,owner"}
            for one in STAGES
        ],
        "orders": _orders(listed),
        "may_change": actor.may("administer", "fact"),
        "work": unfinished(Survey).filter(member=actor.member_id).first(),
        "silent": SILENT,
        "lost": LOST,
    }
    return render(request, "analytics/dimensions.html", context)


def _orders(listed: str) -> list[tuple[str, str]]:
    """Lists that one asks for, in words and as addresses."""
    columns = "cols=name,weighed,lifetime,influence,life,information,owner"
    return [
        (_("Customers that weigh most"), f"{listed}?sort=-weighed&{columns}"),
        (_("Expected to bring most"), f"{listed}?sort=-lifetime&{columns}"),
        (_("With most influence"), f"{listed}?sort=-influence&{columns}"),
        (_("Of whom we know least"), f"{listed}?sort=information&{columns}"),
        (_("Weigh much, and we know little of them"), f"{listed}?f=information:most:50&sort=-weighed&{columns}"),
    ]


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Have all customers looked at anew."""
    if not request.actor.may("see", "fact"):
        raise Http404
    return begun(request, survey, otherwise="dimensions")


@require_http_methods(["GET", "POST"])
def weights(request: HttpRequest) -> HttpResponse:
    """The company's weights; they hold from the next look on."""
    if not request.actor.may("administer", "fact"):
        raise Http404
    kept = Weighing.objects.get(pk=1)
    initial = {name: getattr(kept, name) for name in (*DIMENSIONS, *PARTS, *BOUNDS)}
    form = WeighingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_weighing(form.cleaned_data, actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved. It holds from the next look at all customers on."))
            return redirect("dimensions")
    groups = [
        (_("Weights of the four dimensions"), [form[name] for name in DIMENSIONS]),
        (_("What we know: weights of its parts"), [form[name] for name in PARTS]),
        (_("Influence: what each relation counts"), [form[name] for name in INFLUENCE]),
        (_("Stages of life: days and percent"), [form[name] for name in BOUNDS if name not in INFLUENCE]),
    ]
    context = {"title": _("How customers are weighed"), "form": form, "groups": groups}
    return render(request, "analytics/weights.html", context, status=422 if form.errors else 200)
