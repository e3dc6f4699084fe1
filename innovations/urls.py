from __future__ import annotations

from django.urls import path

from innovations.views import difference, innovations, results


app_name = "innovations"

# The name of every innovation ends with its unit's code, so no address of ours can be taken by one.
INNOVATION = "inovasi/<slug:slug>/"

urlpatterns = [
    path("inovasi/", innovations.innovation_list, name="innovation_list"),
    path("inovasi/baru/", innovations.innovation_add, name="innovation_add"),
    path("inovasi/pembeda/", difference.difference, name="difference"),
    path(INNOVATION, innovations.innovation, name="innovation"),
    path(f"{INNOVATION}ubah/", innovations.innovation_change, name="innovation_change"),
    path(f"{INNOVATION}langkah/", innovations.innovation_move, name="innovation_move"),
    path(f"{INNOVATION}bukti/", innovations.document_attach, name="document_attach"),
    path(
        f"{INNOVATION}bukti/<uuid:uuid>/lepas/", innovations.document_detach, name="document_detach"
    ),
    path(f"{INNOVATION}hasil/<slug:kind>/baru/", results.result_add, name="result_add"),
    path(f"{INNOVATION}hasil/<slug:kind>/<int:pk>/", results.result_change, name="result_change"),
    path(
        f"{INNOVATION}hasil/<slug:kind>/<int:pk>/hapus/",
        results.result_remove,
        name="result_remove",
    ),
    path(f"{INNOVATION}ukuran/<int:pk>/nilai/", results.value_add, name="value_add"),
    path(f"{INNOVATION}nilai/<int:pk>/hapus/", results.value_remove, name="value_remove"),
]
