from __future__ import annotations

from django.urls import path

from pengungkit.views import item_save


app_name = "pengungkit"

ASSESSMENT = "penilaian/<int:year>/<slug:unit_code>/"
ITEM = ASSESSMENT + "butir/<str:code>/"

urlpatterns = [
    path(f"{ITEM}simpan/", item_save.item_save, name="item_save"),
]
