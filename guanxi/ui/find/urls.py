from django.urls import path

from guanxi.ui.find.views import find

urlpatterns = [path("find", find, name="find")]
