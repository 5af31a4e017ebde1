"""Splitting the credit for an opportunity."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from guanxi.core import clock
from guanxi.sales.actions.share import MOST, set_shares
from guanxi.sales.queries.share import shares_of
from guanxi.sales.views import answers
from guanxi.ui.lists.inputs import ReferenceField


class ShareForm(forms.Form):
    """Members with their percent; a line without a member counts nothing."""

    def __init__(self, *given: Any, lines: int = MOST, **options: Any) -> None:
        super().__init__(*given, **options)
        for number in range(1, lines + 1):
            self.fields[f"member{number}"] = ReferenceField("member", label=gettext_lazy("Member"), required=False)
            self.fields[f"percent{number}"] = forms.IntegerField(
                label=gettext_lazy("Share, %"), min_value=1, max_value=100, required=False
            )

    def shares(self) -> dict[int, int]:
        """Percent by member; somebody who stands there twice has both."""
        found: dict[int, int] = {}
        for number in range(1, MOST + 1):
            member = self.cleaned_data[f"member{number}"]
            if member:
                found[member] = found.get(member, 0) + (self.cleaned_data[f"percent{number}"] or 0)
        return found


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """A dialog that says whose credit it is."""
    opportunity = answers.opportunity_or_404(request, pk, change=True)
    initial: dict[str, Any] = {}
    for number, (member, percent) in enumerate(shares_of(opportunity), start=1):
        initial |= {f"member{number}": member.pk, f"percent{number}": percent}
    lines = MOST if request.method == "POST" else min(MOST, len(initial) // 2 + 2)  # two empty ones to add
    form = ShareForm(request.POST or None, lines=lines, initial=initial)
    return answers.asked(
        request,
        form,
        lambda: set_shares(opportunity, form.shares(), actor=request.actor, at=clock.now()),
        _("The credit was split."),
        action=reverse("opportunity_share", args=[pk]),
        title=_("Split the credit"),
        note=_(
            "The shares must add up to 100 %. Left empty, it is all its owner's. Targets, forecast and funnel count everybody's share."
        ),
        submit=_("Save"),
        pairs=True,
    )
