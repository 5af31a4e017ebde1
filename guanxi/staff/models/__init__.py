from guanxi.staff.models.company import Company
from guanxi.staff.models.department import Department
from guanxi.staff.models.handover import HandOver
from guanxi.staff.models.member import Member
from guanxi.staff.models.notice import Notice
from guanxi.staff.models.role import Grant, Role, Scope

__all__ = ["Company", "Department", "Grant", "HandOver", "Member", "Notice", "Role", "Scope"]
