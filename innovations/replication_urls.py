"""Addresses of replications and of the pages of those who confirm them."""

from __future__ import annotations

from django.urls import path

from innovations.views import confirming, received, replications, spread


INNOVATION = "inovasi/<slug:slug>/"
REPLICATION = f"{INNOVATION}replikasi/<int:pk>/"

# Stand before the address of one innovation, whose name ends with its unit's code.
CATALOGUE_URLS = [
    path("inovasi/sebaran/", spread.spread, name="spread"),
    path("inovasi/katalog/", spread.catalogue, name="catalogue"),
    path("inovasi/katalog/<slug:slug>/minta/", spread.catalogue_ask, name="catalogue_ask"),
    path("inovasi/diterima/", received.received_index, name="received_list"),
    path("inovasi/diterima/<int:pk>/", received.received, name="received"),
    path("inovasi/diterima/<int:pk>/<slug:act>/", received.received_act, name="received_act"),
]

REPLICATION_URLS = [
    path(f"{INNOVATION}bagikan/", replications.innovation_share, name="innovation_share"),
    path(f"{INNOVATION}replikasi/baru/", replications.replication_add, name="replication_add"),
    path(REPLICATION, replications.replication, name="replication"),
    path(f"{REPLICATION}ubah/", replications.replication_change, name="replication_change"),
    path(f"{REPLICATION}hapus/", replications.replication_remove, name="replication_remove"),
    path(f"{REPLICATION}langkah/", replications.replication_move, name="replication_move"),
    path(f"{REPLICATION}bukti/", replications.replication_attach, name="replication_attach"),
    path(
        f"{REPLICATION}bukti/<uuid:uuid>/lepas/",
        replications.replication_detach,
        name="replication_detach",
    ),
    path(f"{REPLICATION}tautan/", replications.link_make, name="link_make"),
    path(f"{REPLICATION}tautan/<int:link_pk>/cabut/", replications.link_revoke, name="link_revoke"),
    path("konfirmasi/cabut/", confirming.confirmation_withdraw, name="confirmation_withdraw"),
    path("konfirmasi/<str:token>/", confirming.confirmation, name="confirmation"),
]
