"""Guanxi (关系): customer relationship management on one spine, the customer's timeline."""

__version__ = "0.1.0"
