from __future__ import annotations

from django.urls import path

from units.views.manage import manage


app_name = "units"
urlpatterns = [
    path("kelola/", manage, name="manage"),
]
