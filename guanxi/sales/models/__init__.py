from guanxi.sales.models.flow import Flow, Stale
from guanxi.sales.models.lead import Lead, LeadRule, ResponseTime
from guanxi.sales.models.learnt import Learnt
from guanxi.sales.models.man import Judgement, Level, Subject
from guanxi.sales.models.move import Move
from guanxi.sales.models.opportunity import Line, Opportunity
from guanxi.sales.models.outlook import Cohort, Outlook, OutlookEnds
from guanxi.sales.models.pipeline import Pipeline, Stage
from guanxi.sales.models.plan import AccountPlan, PlanAction, PlanReview
from guanxi.sales.models.quote import Quote, QuoteAnswer, QuoteCopy, QuoteLine, QuoteOpening, QuoteYear
from guanxi.sales.models.result import Result
from guanxi.sales.models.share import Share
from guanxi.sales.models.stakeholder import Stakeholder
from guanxi.sales.models.tally import Tally
from guanxi.sales.models.target import Target
from guanxi.sales.models.watch import Watch

__all__ = [
    "AccountPlan", "Cohort", "Flow", "Judgement", "Lead", "LeadRule", "Learnt", "Level", "Line", "Move", "Opportunity", "Outlook",
    "OutlookEnds", "Pipeline", "PlanAction", "PlanReview", "Quote", "QuoteAnswer", "QuoteCopy", "QuoteLine", "QuoteOpening",
    "QuoteYear", "ResponseTime", "Result", "Share", "Stage", "Stakeholder", "Stale", "Subject", "Tally", "Target", "Watch",
]  # fmt: skip
