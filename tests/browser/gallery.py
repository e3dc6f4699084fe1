"""A page with every component, for the tests of stylesheet and script; no part of the portal."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from zi_portal.lib.charts import Bar
from zi_portal.lib.chips import STATUS_LOOKS
from zi_portal.lib.form_fields import (
    IndonesianDateField,
    IndonesianDecimalField,
    IndonesianIntegerField,
    NipField,
)


SOURCE = Path(__file__).with_name("gallery.html")
sent: list[dict[str, str]] = []


class SampleForm(forms.Form):
    name = forms.CharField(label="Nama")
    nip = NipField(required=False)
    start = IndonesianDateField(label="Mulai bertugas")
    index = IndonesianDecimalField(label="Indeks", min_value=0, max_value=100, help_text="0–100.")
    people = IndonesianIntegerField(label="Jumlah pegawai", max_value=500)
    role = forms.ChoiceField(label="Peran", choices=[("a", "Anggota"), ("k", "Ketua tim")])
    areas = forms.MultipleChoiceField(
        label="Area",
        choices=[("1", "1 Manajemen Perubahan"), ("2", "2 Penataan Tatalaksana")],
        widget=forms.CheckboxSelectMultiple,
    )
    way = forms.ChoiceField(
        label="Kirim lewat", choices=[("s", "Surel"), ("w", "Salin")], widget=forms.RadioSelect
    )
    checked = forms.BooleanField(label="Saya sudah memeriksa data ini")
    letter = forms.FileField(label="Surat keputusan", required=False, help_text="PDF.")
    note = forms.CharField(label="Catatan", widget=forms.Textarea, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        rest = ["index", "people", "role", "areas", "way", "checked", "letter", "note"]
        self.helper.layout = Layout("name", Row(Column("nip"), Column("start")), *rest)
        self.helper.add_input(Submit("save", "Angkat anggota"))


BARS = [
    Bar(label="Nilai total", value=87.42, minimum=85, maximum=100, shown="87,42"),
    Bar(label="4 Akuntabilitas", value=7.12, minimum=7.5, maximum=10, shown="71,2%", url="/b/"),
    Bar(label="Capaian kinerja", value=None, minimum=3.75, maximum=5, shown="–"),
]
CHECKS = [
    {"state": "yes", "label": "Nilai total minimal 85", "value": "87,42"},
    {"state": "no", "label": "Area 4 minimal 75%", "value": "71,2%", "gap": "kurang 0,38"},
    {"state": "warn", "label": "Bukti lama", "value": "3", "url": "/b/"},
    {"state": "none", "label": "IPKP minimal 14", "value": None},
]


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        sent.append(request.POST.dict())
        # 204 keeps the browser on the page, like a download: the guard has to hold by itself.
        return HttpResponse(status=204)
    wrong = {"nip": "123", "start": "12/25/2026", "index": "12.345", "people": "1.234"}
    form = SampleForm(wrong, auto_id="salah_%s") if "galat" in request.GET else None
    messages.success(request, "Pengajuan LKE 2026 terkirim dan menunggu reviu TPI.")
    messages.error(request, "Berkas kosong (0 byte). Periksa lalu unggah lagi.")
    context = {
        "user": SimpleNamespace(is_authenticated=True),
        "portal_unit": "Kanwil DJPb Provinsi Maluku Utara · menuju WBBM 2026",
        "portal_user_label": "Sari Wulandari Kusumaningtyas",
        "portal_nav": [
            {"label": label, "url": f"/{label}/", "current": label == "Paket"}
            for label in ("Beranda", "Penilaian", "Bukti", "Inovasi", "Replikasi", "Paket")
        ],
        "crumbs": [{"label": "Penilaian 2026", "url": "/p/"}, {"label": "Area 1", "url": ""}],
        "bars": BARS,
        "checks": CHECKS,
        "points": [("Jan", 70), ("Mei", 74.5), ("Sep", 83.2), ("Nov", 87.42)],
        "met": [True] * 9 + [False] * 3,
        "states": list(STATUS_LOOKS),
        "page": Paginator(range(1234), 50).page(7),
        "query": request.GET,
        "form": form or SampleForm(initial={"start": date(2026, 8, 5)}),
    }
    page = engines["django"].from_string(SOURCE.read_text())
    return HttpResponse(page.render(context, request))


urlpatterns = [
    path("galeri/", gallery, name="gallery"),
    path("cari/", gallery, name="search"),
    path("keluar/", gallery, name="account_logout"),
]
