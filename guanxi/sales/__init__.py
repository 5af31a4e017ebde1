"""Pipelines and opportunities: what may be sold, to whom, how far it is."""
