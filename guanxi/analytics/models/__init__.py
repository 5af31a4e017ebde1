from guanxi.analytics.models.buyer import Buyer
from guanxi.analytics.models.cell import Cell
from guanxi.analytics.models.counter import Counter
from guanxi.analytics.models.fill import Fill
from guanxi.analytics.models.part import Mark, Part
from guanxi.analytics.models.pin import Pin
from guanxi.analytics.models.rule import Rule
from guanxi.analytics.models.run import SOURCE, Run

__all__ = ["SOURCE", "Buyer", "Cell", "Counter", "Fill", "Mark", "Part", "Pin", "Rule", "Run"]
