from guanxi.sales.models.lead import Lead, LeadRule, ResponseTime
from guanxi.sales.models.move import Move
from guanxi.sales.models.opportunity import Line, Opportunity
from guanxi.sales.models.pipeline import Pipeline, Stage
from guanxi.sales.models.tally import Tally

__all__ = ["Lead", "LeadRule", "Line", "Move", "Opportunity", "Pipeline", "ResponseTime", "Stage", "Tally"]
