from guanxi.steering.models.card import Card, Goal, Result
from guanxi.steering.models.evaluation import Evaluation, Review
from guanxi.steering.models.incentive import Line, Remark, Scheme, Statement
from guanxi.steering.models.rollout import Aim, Phase, Quality, Reached, Usage

__all__ = [
    "Aim",
    "Card",
    "Evaluation",
    "Goal",
    "Line",
    "Phase",
    "Quality",
    "Reached",
    "Remark",
    "Result",
    "Review",
    "Scheme",
    "Statement",
    "Usage",
]
