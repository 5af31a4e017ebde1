from guanxi.steering.models.card import Card, Goal, Result
from guanxi.steering.models.evaluation import Evaluation, Review
from guanxi.steering.models.incentive import Line, Remark, Scheme, Statement

__all__ = ["Card", "Evaluation", "Goal", "Line", "Remark", "Result", "Review", "Scheme", "Statement"]
