"""What the packet's index tells beside the LKE, each document under what it proves."""

from __future__ import annotations

from dataclasses import replace

from pengungkit.models import Assessment
from reports.contexts.record import RecordContext
from reports.contexts.record_words import Lack
from reports.packets.chapters import chapters_of, without_chapter
from reports.packets.index_page import index_html
from reports.packets.layout import layout_of
from tests.reports.packets import filled_record
from units.models import User


GIVEN = {
    "nama": "Menyusun <rencana> kerja",
    "didampingi": "KPPN Tobelo",
    "tanggal": "2026-03-05",
    "butir": ["A.I.1.ii.a"],
    "hasil": "Rancangan disepakati.",
    "tindak_lanjut": [{"apa": "Kirim rancangan"}],
}
REPLICATED = {
    "nama": "SIPANDAI",
    "penerima": "BPS",
    "keadaan": "berjalan",
    "bukti": [],
    "konfirmasi": {"acuan": "KR-1", "surat": ""},
}


def test_it_works(assessment: Assessment, member: User):
    context = RecordContext.from_record(filled_record(assessment, member))
    named, letter, stray, loose = (replace(one, item_codes=()) for one in context.kept_documents)
    named = replace(named, sections=("asistensi",))
    stray = replace(stray, sections=("asistensi",))
    letter, loose = replace(letter, sections=("replikasi",)), replace(loose, sections=("lain",))
    given = REPLICATED | {"konfirmasi": {"acuan": "KR-1", "surat": letter.uuid}}
    context = replace(
        context,
        documents=(named, letter, stray, loose),
        sections={
            "asistensi": [GIVEN | {"bukti": [named.uuid, "tidak-ada"]}],
            "replikasi": {"diberikan": [given, REPLICATED]},
        },
    )
    layout = layout_of(context)
    replicated, assisted = chapters_of(context, layout)
    assert [one.title for one in replicated.entries[0].proofs] == [letter.title]
    assert replicated.entries[1].words.about == "Berjalan · acuan KR-1"
    [entry] = assisted.entries
    assert entry.words.about == "KPPN Tobelo · 5 Maret 2026 · 1 tindak lanjut"
    assert [one.title for one in entry.proofs] == [named.title]
    assert [one.title for one in assisted.others] == [stray.title]
    assert [one.title for one in without_chapter(context, layout)] == [loose.title]

    lack = Lack("Butir", ("A.I.1.i.a Tim sudah ada", "Drive: hanya tautan"))
    page = index_html(context, layout, {}, (lack,)).decode()
    assert '<a href="#asistensi">Asistensi</a>' in page
    assert "<h3>Menyusun &lt;rencana&gt; kerja</h3>" in page
    assert '<li><a href="#A.I.1.i.a">A.I.1.i.a</a> Tim sudah ada</li>' in page
    assert "<li>Drive: hanya tautan</li>" in page
    assert 'id="inovasi"' not in page
