from guanxi.intake.models.importing import Import
from guanxi.intake.models.mapping import Mapping
from guanxi.intake.models.rejected import RejectedRow
from guanxi.intake.models.upload import Upload

__all__ = ["Import", "Mapping", "RejectedRow", "Upload"]
