from django.urls import path

from guanxi.ui.lists.lookup import lookup

urlpatterns = [path("find/<str:table>", lookup, name="lookup")]
