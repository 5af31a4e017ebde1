from guanxi.sales.models.move import Move
from guanxi.sales.models.opportunity import Line, Opportunity
from guanxi.sales.models.pipeline import Pipeline, Stage
from guanxi.sales.models.quote import Quote, QuoteAnswer, QuoteCopy, QuoteLine, QuoteYear
from guanxi.sales.models.tally import Tally

__all__ = [
    "Line", "Move", "Opportunity", "Pipeline", "Quote", "QuoteAnswer", "QuoteCopy", "QuoteLine", "QuoteYear", "Stage", "Tally",
]  # fmt: skip
