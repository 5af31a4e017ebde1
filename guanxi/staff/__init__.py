"""Who we are: members, departments (a tree), roles with data scopes, notices to a member.

Emits: staff.member.invited, staff.member.deactivated, staff.member.moved. Reads: core.
The database function `guanxi_enter` (sql/enter.sql) turns a member's roles into what row-level security lets through.
"""
