"""Scorecards: goals of the company, its departments and members, held against figures. Reads: analytics, sales, timeline, customers."""
