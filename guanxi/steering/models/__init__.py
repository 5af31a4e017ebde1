from guanxi.steering.models.card import Card, Goal, Result
from guanxi.steering.models.incentive import Line, Remark, Scheme, Statement

__all__ = ["Card", "Goal", "Line", "Remark", "Result", "Scheme", "Statement"]
