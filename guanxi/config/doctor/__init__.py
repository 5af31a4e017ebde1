"""`guanxi doctor`: looks at the installation and says in plain words what is wrong and what to do.

Each file holds checks of one part; a check yields findings, and says nothing about what it could not look at.
"""

from guanxi.config.doctor.examination import examine
from guanxi.config.doctor.finding import Finding

__all__ = ["Finding", "examine"]
