"""Addresses of the staff pages, and of what everybody does for himself."""

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from guanxi.staff.views import account, first_run, language, notice

urlpatterns: list[URLPattern | URLResolver] = [
    path("first-run/", first_run.first_run, name="staff_first_run"),
    path("i18n/setlang/", language.switch, name="set_language"),
    # a member's address is changed by an administrator, sessions on the account page
    path("accounts/email/", RedirectView.as_view(pattern_name="staff_account")),
    path("accounts/sessions/", RedirectView.as_view(pattern_name="staff_account")),
    path("staff/account/", account.account, name="staff_account"),
    path("staff/account/sessions/end/", account.end_session, name="staff_session_end"),
    path("staff/notices/", notice.listed, name="staff_notices"),
    path("staff/notices/menu/", notice.menu, name="staff_notice_menu"),
    path("staff/notices/state/", notice.state, name="staff_notice_state"),
    path("staff/notices/read/", notice.read, name="staff_notice_read"),
    path("staff/notices/<int:pk>/", notice.follow, name="staff_notice_follow"),
]
