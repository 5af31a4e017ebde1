"""Figures named once: what each is called, what it counts, in which unit, and the records behind it.

`measures` and `dimensions` are the names; `asking` makes an Ibis expression of a question, the same for every engine.
"""
