"""Addresses of running work."""

from django.urls import path

from guanxi.ui.work import views

urlpatterns = [
    path("<int:pk>/", views.shown, name="work"),
    path("<int:pk>/cancel/", views.cancel, name="work_cancel"),
    path("<int:pk>/resume/", views.resume, name="work_resume"),
]
