from __future__ import annotations


app_name = "pengungkit"
urlpatterns: list = []
