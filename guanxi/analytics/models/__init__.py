from guanxi.analytics.models.answer import Answer
from guanxi.analytics.models.buyer import Buyer
from guanxi.analytics.models.cell import Cell
from guanxi.analytics.models.chance import Chance
from guanxi.analytics.models.changed import Changed
from guanxi.analytics.models.counter import Counter
from guanxi.analytics.models.fill import Fill
from guanxi.analytics.models.interest import Interest
from guanxi.analytics.models.lesson import FORMAT, Lesson, Question
from guanxi.analytics.models.part import Mark, Part
from guanxi.analytics.models.profile import Profile, Survey, Weighing
from guanxi.analytics.models.proposal import Proposal, Proposing
from guanxi.analytics.models.rule import Rule
from guanxi.analytics.models.run import SOURCE, Run
from guanxi.analytics.models.shelf import Companion, LeftOut, Likely, Shelf

__all__ = [
    "FORMAT",
    "SOURCE",
    "Answer",
    "Buyer",
    "Cell",
    "Chance",
    "Changed",
    "Companion",
    "Counter",
    "Fill",
    "Interest",
    "LeftOut",
    "Lesson",
    "Likely",
    "Mark",
    "Part",
    "Profile",
    "Proposal",
    "Proposing",
    "Question",
    "Rule",
    "Run",
    "Shelf",
    "Survey",
    "Weighing",
]
