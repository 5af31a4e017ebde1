from guanxi.sales.models.flow import Flow, Stale
from guanxi.sales.models.lead import Lead, LeadRule, ResponseTime
from guanxi.sales.models.learnt import Learnt
from guanxi.sales.models.move import Move
from guanxi.sales.models.opportunity import Line, Opportunity
from guanxi.sales.models.pipeline import Pipeline, Stage
from guanxi.sales.models.quote import Quote, QuoteAnswer, QuoteCopy, QuoteLine, QuoteOpening, QuoteYear
from guanxi.sales.models.tally import Tally
from guanxi.sales.models.target import Target
from guanxi.sales.models.watch import Watch

__all__ = [
    "Flow", "Lead", "LeadRule", "Learnt", "Line", "Move", "Opportunity", "Pipeline", "Quote", "QuoteAnswer", "QuoteCopy", "QuoteLine",
    "QuoteOpening", "QuoteYear", "ResponseTime", "Stage", "Stale", "Tally", "Target", "Watch",
]  # fmt: skip
