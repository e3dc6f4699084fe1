from __future__ import annotations

from django.urls import path

from bench.bare import views


urlpatterns = [
    path("insert/", views.insert),
    path("rows/", views.rows),
    path("upload/", views.upload),
]
