"""Account plans: the page of one, making one, reviewing it, its actions, the panel on the customer's page."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.kinds import kind
from guanxi.core.refused import Refused
from guanxi.customers.queries.customer import customers
from guanxi.customers.rules import may_write_to
from guanxi.sales.actions.plan import LONGEST, TEXTS, add_action, create_plan, delete_plans, edit_plan, review_plan
from guanxi.sales.gaps import gaps
from guanxi.sales.models import AccountPlan
from guanxi.sales.queries.people import people_of_customer
from guanxi.sales.queries.plan import actions_of, plan_of, plans, reviews_of, white_space
from guanxi.sales.views import answers
from guanxi.sales.views.picture import picture
from guanxi.ui.lists.inputs import ReferenceField, form_field
from guanxi.ui.records.facts import facts
from guanxi.ui.trying import refuse

DAY_ENDS = time(18)
DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class PlanForm(forms.Form):
    """A plan, new or as it stands; whose it is stays."""

    def __init__(self, *given: Any, plan: AccountPlan | None = None, **options: Any) -> None:
        super().__init__(*given, **options)
        for name in ("customer", "name", "next_review_on", *TEXTS):
            if name == "customer" and plan is not None:
                continue
            self.fields[name] = form_field(kind("accountplan"), kind("accountplan").field(name))


class ReviewForm(forms.Form):
    """What a review found, and when the next one is."""

    text = forms.CharField(
        label=gettext_lazy("What the review found"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )
    next_review_on = forms.DateField(label=gettext_lazy("Next review"), required=False, **DATE)


class ActionForm(forms.Form):
    """A task of the plan."""

    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=300)
    due_on = forms.DateField(label=gettext_lazy("Until"), required=False, **DATE)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["owner"] = ReferenceField("member", label=gettext_lazy("Who does it"), required=True)


def _plan(request: HttpRequest, pk: int, verb: str = "see") -> AccountPlan:
    found = plans(request.actor).select_related("customer", "created_by").filter(pk=pk).first()
    if found is None or not request.actor.may("see", "accountplan"):
        raise Http404
    if verb != "see" and not may_write_to(found.customer, request.actor, "accountplan", verb):
        raise Http404
    return found


@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Goals, strengths and weaknesses, white space, people, actions, review log; `?print` is for paper."""
    plan, actor = _plan(request, pk), request.actor
    now = clock.now()
    edit = may_write_to(plan.customer, actor, "accountplan", "edit")
    people = people_of_customer(plan.customer_id, actor, now)
    today = timezone.localtime(now).date()
    context = {
        "plan": plan,
        "title": plan.name,
        "head": facts(kind("accountplan"), plan, actor, ("next_review_on",), may_edit=edit),
        "texts": [(kind("accountplan").field(name).label, getattr(plan, name)) for name in TEXTS],
        "overdue": plan.next_review_on is not None and plan.next_review_on < today,
        "white": white_space(plan.customer_id, actor),
        "see_people": actor.may("see", "contact"),
        "people": people,
        "gaps": gaps(people),
        "picture": picture(people),
        "actions": actions_of(plan, actor),
        "reviews": reviews_of(plan),
        "may_edit": edit,
        "may_act": edit and actor.may("create", "task"),
        "may_delete": may_write_to(plan.customer, actor, "accountplan", "delete"),
        "printing": "print" in request.GET,
    }
    return render(request, "sales/plan.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """A new plan; `?customer=` says of whom."""
    actor = request.actor
    if not actor.may("create", "accountplan"):
        raise PermissionDenied
    given = request.GET.get("customer", "")
    found = customers(actor).filter(pk=given).first() if given.isdecimal() and len(given) < 19 else None
    year = timezone.localtime(clock.now()).year
    initial = {"customer": found.pk if found else None, "name": _("Account plan %(year)d") % {"year": year}}
    form = PlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_plan(form.cleaned_data, actor=actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("“%(name)s” was created.") % {"name": made.name})
            return redirect("accountplan_record", made.pk)
    context = {"title": _("New account plan"), "form": form, "draft": "accountplan:new"}
    return render(request, "sales/plan_form.html", context, status=422 if form.errors else 200)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """All of its texts at once."""
    plan = _plan(request, pk, "edit")
    initial = {name: getattr(plan, name) for name in ("name", "next_review_on", *TEXTS)}
    form = PlanForm(request.POST or None, plan=plan, initial=initial)
    if request.method == "POST" and form.is_valid():
        changes = {name: value for name, value in form.cleaned_data.items() if name in form.changed_data}
        try:
            edit_plan(plan, changes, actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("“%(name)s” was saved.") % {"name": plan.name})
            return redirect("accountplan_record", pk)
    context = {"title": _("Edit %(name)s") % {"name": plan.name}, "form": form, "plan": plan}
    context["draft"] = f"accountplan:{pk}"
    return render(request, "sales/plan_form.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it into the bin."""
    plan = _plan(request, pk, "delete")
    delete_plans([pk], actor=request.actor, at=clock.now())
    messages.success(request, _("“%(name)s” is in the recycle bin.") % {"name": plan.name})
    return redirect("accountplan_list")


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """A dialog for the review log."""
    plan = _plan(request, pk, "edit")
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            review_plan(plan, given["text"], given["next_review_on"], actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return answers.done(request, _("The review was noted."), on_board=False)
    action = reverse("accountplan_review", args=[pk])
    return answers.dialog(request, form=form, action=action, title=_("Review the plan"), submit=_("Save"))


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """A dialog for one more action, which is a task."""
    plan = _plan(request, pk, "edit")
    if not request.actor.may("create", "task"):
        raise Http404
    form = ActionForm(request.POST or None, initial={"owner": request.actor.member_id})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        due = given["due_on"] and timezone.make_aware(datetime.combine(given["due_on"], DAY_ENDS))
        values = {"title": given["title"], "due_at": due, "owner": given["owner"]}
        try:
            add_action(plan, values, actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return answers.done(request, _("The task was added."), on_board=False)
    action = reverse("accountplan_act", args=[pk])
    return answers.dialog(request, form=form, action=action, title=_("Add an action"), submit=_("Add"))


@require_GET
def panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The plan on the customer's page: goals, next review, what is open; or a way to make one."""
    actor = request.actor
    customer = customers(actor).filter(pk=customer_id).first()
    if customer is None or not actor.may("see", "accountplan"):
        raise Http404
    plan, now = plan_of(customer_id, actor), clock.now()
    context = {
        "plan": plan,
        "customer_id": customer_id,
        "actions": [one for one in actions_of(plan, actor) if one.done_at is None][:3] if plan else [],
        "overdue": plan is not None and plan.next_review_on and plan.next_review_on < timezone.localtime(now).date(),
        "may_create": may_write_to(customer, actor, "accountplan", "create"),
    }
    return render(request, "sales/plan_panel.html", context)
