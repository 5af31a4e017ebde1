from guanxi.steering.models.card import Card, Goal, Result

__all__ = ["Card", "Goal", "Result"]
