"""What a check says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One sentence about one thing; `remedy` is empty when it is in order."""

    about: str
    says: str
    remedy: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing is to be done."""
        return not self.remedy
