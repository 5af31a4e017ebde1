from django.urls import path

from guanxi.api import site
from guanxi.api.views import key

site.assemble()

urlpatterns = [
    path("api/keys/", key.listed, name="api_keys"),
    path("api/keys/<int:pk>/revoke/", key.revoke, name="api_key_revoke"),
    path("api/v1/", site.api.urls),
]
