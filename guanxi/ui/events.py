"""What the page kit tells others."""

from guanxi.core import events

# a member's work has come to an end; `sentence` is a gettext msgid with {placeholders} from `params`
WORK_ENDED = events.declare("ui.work.ended", "member_id", "sentence", "params", "url")
