"""From rows of a file to records: parse, stage, write set-based. One chunk is one transaction."""

from guanxi.intake.loading.batch import Batch, Parsed
from guanxi.intake.loading.staging import stage

__all__ = ["Batch", "Parsed", "stage"]
