"""Addresses of the history pages."""

from django.urls import path

from guanxi.ui.history import views

urlpatterns = [
    path("<slug:kind>/<int:pk>/", views.record, name="record_history"),
    path("<slug:kind>/<int:pk>/put-back/", views.put_back_change, name="record_put_back"),
]
