from guanxi.approvals.models.approval import Approval, Turn
from guanxi.approvals.models.chain import Chain, Deputy, Step, Way

__all__ = ["Approval", "Chain", "Deputy", "Step", "Turn", "Way"]
