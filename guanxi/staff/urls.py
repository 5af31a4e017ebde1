"""Addresses of the staff pages, and of what everybody does for himself."""

from django.urls import URLPattern, URLResolver, path, reverse_lazy
from django.views.generic import RedirectView

from guanxi.staff.views import (
    account,
    company,
    department,
    first_run,
    history,
    join,
    language,
    member,
    notice,
    role,
    see_as,
    why,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("first-run/", first_run.first_run, name="staff_first_run"),
    path("i18n/setlang/", language.switch, name="set_language"),
    # a member's address is changed by an administrator, sessions on the account page
    path("accounts/email/", RedirectView.as_view(pattern_name="staff_account")),
    path("accounts/sessions/", RedirectView.as_view(pattern_name="staff_account")),
    path("accounts/confirm-email/", RedirectView.as_view(pattern_name="staff_account")),
    path("accounts/confirm-email/<str:key>/", RedirectView.as_view(url=reverse_lazy("staff_account"))),
    path("staff/account/", account.account, name="staff_account"),
    path("staff/account/sessions/end/", account.end_session, name="staff_session_end"),
    path("staff/notices/", notice.listed, name="staff_notices"),
    path("staff/notices/menu/", notice.menu, name="staff_notice_menu"),
    path("staff/notices/state/", notice.state, name="staff_notice_state"),
    path("staff/notices/read/", notice.read, name="staff_notice_read"),
    path("staff/notices/<int:pk>/", notice.follow, name="staff_notice_follow"),
    path("join/<str:token>/", join.join, name="staff_join"),
    path("staff/", member.listed, name="staff_members"),
    path("staff/members/invite/", member.invite, name="staff_member_invite"),
    path("staff/members/move/", member.move, name="staff_member_move"),
    path("staff/members/<int:pk>/", member.shown, name="staff_member"),
    path("staff/members/<int:pk>/<slug:way>/", member.turn, name="staff_member_turn"),
    path("staff/departments/", department.listed, name="staff_departments"),
    path("staff/departments/add/", department.edited, name="staff_department_add"),
    path("staff/departments/<int:pk>/", department.edited, name="staff_department"),
    path("staff/departments/<int:pk>/move/", department.moved, name="staff_department_move"),
    path("staff/departments/<int:pk>/delete/", department.deleted, name="staff_department_delete"),
    path("staff/roles/", role.listed, name="staff_roles"),
    path("staff/roles/add/", role.edited, name="staff_role_add"),
    path("staff/roles/<int:pk>/", role.edited, name="staff_role"),
    path("staff/roles/<int:pk>/copy/", role.copied, name="staff_role_copy"),
    path("staff/roles/<int:pk>/delete/", role.deleted, name="staff_role_delete"),
    path("staff/company/", company.settings_page, name="staff_company"),
    path("staff/history/", history.staff, name="staff_history"),
    path("staff/why/", why.page, name="staff_why"),
    path("staff/why/find/", why.find, name="staff_why_find"),
    path("staff/see-as/<int:pk>/", see_as.start, name="staff_see_as"),
    path("staff/see-as/stop/", see_as.stop, name="staff_see_as_stop"),
]
