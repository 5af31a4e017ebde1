"""Addresses of the recycle bin."""

from django.urls import path

from guanxi.ui.bin import views

urlpatterns = [
    path("", views.listed, name="bin"),
    path("<slug:kind>/", views.listed, name="bin_kind"),
    path("<slug:kind>/restore/", views.restored, name="bin_restore"),
]
