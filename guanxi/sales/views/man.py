"""Saying how far money, authority or need is there."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.sales.actions.man import LONGEST, judge
from guanxi.sales.models import Judgement, Level, Subject
from guanxi.sales.views import answers
from guanxi.ui.trying import refuse

LEVELS = [("", pgettext_lazy("man", "Unknown")), *Level.choices]
ASKED = {
    Subject.MONEY: gettext_lazy("Is there a budget, who holds it, and can they pay?"),
    Subject.AUTHORITY: gettext_lazy("Do you speak with whoever may decide and sign?"),
    Subject.NEED: gettext_lazy("What do they need it for, and what happens if they do nothing?"),
}


class JudgeForm(forms.Form):
    """A level and its evidence."""

    level = forms.ChoiceField(
        label=gettext_lazy("How far is it there?"), choices=LEVELS, required=False, widget=forms.RadioSelect
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Who said it, when, or what you saw."),
    )


@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, pk: int, subject: str) -> HttpResponse:
    """A dialog that asks for the level and its evidence."""
    opportunity = answers.opportunity_or_404(request, pk, change=True)
    if subject not in Subject.values or request.actor.masks("opportunity", subject):
        raise Http404
    last = Judgement.objects.filter(opportunity=opportunity, subject=subject).order_by("-pk").first()
    initial: dict[str, Any] = {"level": getattr(opportunity, subject), "evidence": last.evidence if last else ""}
    form = JudgeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            judge(opportunity, subject, given["level"], given["evidence"], actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return answers.done(request, _("“%(name)s” was noted.") % {"name": Subject(subject).label}, on_board=False)
    action = reverse("opportunity_man", args=[pk, subject])
    title, note = Subject(subject).label, ASKED[Subject(subject)]
    return answers.dialog(request, form=form, action=action, title=title, note=note, submit=_("Save"))
