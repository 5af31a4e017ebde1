"""What approvals tell others."""

from guanxi.core.events import declare

# the ids are approvals; what: asked, approved (by all), agreed (by one, others follow), refused, withdrawn
TURNED = declare("approvals.approval.turned", "what", "note")
