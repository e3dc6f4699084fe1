from __future__ import annotations

from django.urls import path

from pengungkit.views import assessments, item_save, task_list


app_name = "pengungkit"

ASSESSMENT = "penilaian/<int:year>/<slug:unit_code>/"
AREA = ASSESSMENT + "area/<str:area_key>/"
ITEM = ASSESSMENT + "butir/<str:code>/"

urlpatterns = [
    path("penilaian/", assessments.assessment_list, name="assessment_list"),
    path("penilaian/baru/", assessments.assessment_open, name="assessment_open"),
    path(ASSESSMENT, task_list.assessment, name="assessment"),
    path(f"{ASSESSMENT}tugas/", task_list.assign, name="assign"),
    path(f"{ASSESSMENT}tutup/", assessments.assessment_close, name="assessment_close"),
    path(f"{ASSESSMENT}buka-kembali/", assessments.assessment_reopen, name="assessment_reopen"),
    path(AREA, task_list.area, name="area"),
    path(f"{ITEM}simpan/", item_save.item_save, name="item_save"),
]
