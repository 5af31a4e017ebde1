"""Where there is too little to learn from: the refusal, and its words."""

from django.utils.translation import gettext_lazy as _

from guanxi.core.refused import Refused

FEWEST, FEWEST_RETURNED = 200, 50  # customers, and those of them who bought again


class TooThin(Refused):
    """There is too little to learn from; the sentence says what is missing, `code` which of `WHY` that was."""

    code = "too_thin"


# What is kept of a refusal is its code; these are its words, whoever reads them later in whatever language.
WHY = {
    "too_few": _("Too few purchases to learn from: it takes {fewest} customers and {returned} who bought again."),
    "too_vague": _("These purchases do not say enough: many different answers explain them equally well."),
    "too_few_amounts": _("Too few amounts to learn from: it takes {returned} customers who spent something again."),
    "few_decide": _("A few very large amounts decide everything here: an average of them would say nothing."),
}


def too_thin(code: str) -> TooThin:
    """The refusal of this code."""
    return TooThin(why(code), code=code)


def why(code: str) -> str:
    """Its sentence, in the reader's language."""
    return str(WHY[code]).format(fewest=FEWEST, returned=FEWEST_RETURNED)
