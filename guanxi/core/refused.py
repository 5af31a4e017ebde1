"""An anticipated "no": one sentence for the user, at the place where it can be mended."""

from django.utils.functional import Promise


class Refused(Exception):
    """The action is not possible as asked.

    `sentence` is for the user (translated lazily), `field` names the input to mend ("" = the whole form),
    `code` is stable for API clients. Pages turn it into a form error, the API into 422.
    """

    code = "refused"

    def __init__(self, sentence: str | Promise, *, field: str = "", code: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.code = code or self.code

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refused):
    """The member may not do this; where the record itself is hidden, it is "not found" instead."""

    code = "not_allowed"
