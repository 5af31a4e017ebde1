"""What happens to staff, for packages that are interested."""

from guanxi.core import events

MEMBER_INVITED = events.declare("staff.member.invited")
MEMBER_DEACTIVATED = events.declare("staff.member.deactivated")
MEMBER_MOVED = events.declare("staff.member.moved", "before", "after")
HANDED_OVER = events.declare("staff.handover.ended")  # the hand-overs that were carried out to their end
