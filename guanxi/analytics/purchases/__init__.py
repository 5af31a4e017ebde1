"""What a customer will buy: BG/NBD and Pareto/NBD for how often, Gamma-Gamma for how much; sBG and Kaplan-Meier where there is a contract.

Plain functions of numbers, without a database. Time is in whatever unit the histories are in; the parameters are in the same.
"""
