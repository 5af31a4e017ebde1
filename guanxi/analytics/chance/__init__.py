"""Chances learnt from what happened: plain functions of tables, which the worker alone holds (numpy, scikit-learn)."""
