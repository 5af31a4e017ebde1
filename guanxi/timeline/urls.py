"""Addresses of the timeline: my day, timelines, attachments, tasks."""

from django.urls import include, path

from guanxi.timeline.views import attachment, colleague, composer, day, farewell, followups, promise, task, timeline
from guanxi.ui.records import kind_urls

urlpatterns = [
    path("", day.day, name="day"),
    path("timeline/followups/", followups.followups, name="followups"),
    path("timeline/customer/<int:customer_id>/", timeline.whole, name="timeline"),
    path("timeline/customer/<int:customer_id>/entries/", timeline.entries, name="timeline_entries"),
    path("timeline/customer/<int:customer_id>/log/", composer.log, name="timeline_log"),
    path("timeline/customer/<int:customer_id>/tasks/", task.panel, name="task_panel"),
    path("timeline/customer/<int:customer_id>/promises/", promise.panel, name="promise_panel"),
    path("timeline/entries/<int:entry_id>/no-promise/", promise.decline, name="promise_decline"),
    path("timeline/entries/<int:entry_id>/correction/", composer.correction, name="entry_correction"),
    path("timeline/attachments/<int:attachment_id>/", attachment.attachment, name="attachment"),
    path("timeline/farewells/plan/<int:member_id>/", farewell.plan, name="farewell_plan"),
    path("timeline/farewells/<int:handover_id>/", farewell.told, name="farewell_told"),
    path("timeline/farewells/<int:handover_id>/again/", farewell.again, name="farewell_again"),
    path("timeline/colleagues/", colleague.colleagues, name="timeline_colleagues"),
    path("timeline/customers/", colleague.choosable_customers, name="timeline_customers"),
    path("timeline/tasks/new/", task.new, name="task_new"),
    path("timeline/tasks/<int:task_id>/", task.record, name="task_record"),
    path("timeline/tasks/<int:task_id>/edit/", task.edit, name="task_edit"),
    path("timeline/tasks/<int:task_id>/done/", task.done, name="task_done"),
    path("timeline/tasks/<int:task_id>/reopen/", task.reopen, name="task_reopen"),
    path("timeline/tasks/<int:task_id>/delete/", task.delete, name="task_delete"),
    path("timeline/tasks/", include(kind_urls("task"))),
    path("timeline/promises/new/", promise.new, name="promise_new"),
    path("timeline/promises/<int:promise_id>/", promise.record, name="promise_record"),
    path("timeline/promises/<int:promise_id>/edit/", promise.edit, name="promise_edit"),
    path("timeline/promises/<int:promise_id>/keep/", promise.keep, name="promise_keep"),
    path("timeline/promises/<int:promise_id>/withdraw/", promise.withdraw, name="promise_withdraw"),
    path("timeline/promises/<int:promise_id>/reopen/", promise.reopen, name="promise_reopen"),
    path("timeline/promises/<int:promise_id>/delete/", promise.delete, name="promise_delete"),
    path("timeline/promises/", include(kind_urls("promise"))),
]
