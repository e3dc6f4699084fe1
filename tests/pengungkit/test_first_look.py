"""What is refused at the door besides wrong types (UP-19, UP-20), and what is let in."""

from __future__ import annotations

import pytest

from pengungkit import first_look
from pengungkit.actions.evidence import receive_file
from pengungkit.exceptions import EvidenceRefusedError
from pengungkit.models import Evidence
from pengungkit.previews import cache
from tests.factories import make_evidence
from tests.pengungkit import hostile_files as hostile
from tests.pengungkit import sample_files as sample
from tests.pengungkit.previewing import machine_is_busy
from zi_portal.lib import blobs


def receive(unit, member, name: str, data: bytes) -> Evidence:
    return receive_file(unit=unit, name=name, chunks=[data], by=member).evidence


def with_template(target: str) -> bytes:
    relation = f'<Relationship Id="r1" Type="x/attachedTemplate" Target="{target}" '
    listed = sample.RELATIONS.format(relation + 'TargetMode="External"/>')
    return sample.docx("isi", {"word/_rels/settings.xml.rels": listed})


def with_field(*pieces: str) -> bytes:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return sample.docx(f"<w:p>{runs}</w:p>")


def with_link(content: str) -> bytes:
    link = f'<externalLink xmlns="http://schemas.openxmlformats.org/x">{content}</externalLink>'
    return sample.package(
        hostile.parts_of(sample.xlsx({"A": [["nilai"]]}))
        | {"xl/externalLinks/externalLink1.xml": link}
    )


REFUSED = [
    ("sandi.pdf", hostile.pdf_locked, "berkata sandi"),
    ("templat.docx", lambda: with_template("https://contoh.example/a.dotm"), "templat dari alamat"),
    ("templat.docx", lambda: with_template(r"\\server\bagi\a.dotm"), "templat dari alamat"),
    ("templat.docx", lambda: with_template("file://server/bagi/a.dotm"), "templat dari alamat"),
    ("dde.docx", lambda: with_field("DDEAUTO c:\\\\cmd.exe"), "DDE"),
    ("dde.xlsx", lambda: with_link('<ddeLink ddeService="cmd" ddeTopic="/c"/>'), "DDE"),
    ("makro.docx", hostile.docx_with_macro, "makro"),
    (
        "makro4.xlsx",
        lambda: sample.package(
            hostile.parts_of(sample.xlsx({"A": [[1]]})) | {"xl/macrosheets/sheet1.xml": "<x/>"}
        ),
        "makro",
    ),
]


@pytest.mark.parametrize(("name", "make", "words"), REFUSED)
def test_up19_up20_it_is_refused_with_the_reason(unit, member, name, make, words):
    with pytest.raises(EvidenceRefusedError, match=words) as refused:
        receive(unit, member, name, make())
    assert "unggah lagi" in str(refused.value)
    assert not Evidence.objects.exists()
    assert list((blobs.root() / "tmp").glob("*")) == []
    assert not list(cache.root().glob("masuk-*"))


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("biasa.docx", lambda: with_template("file:///C:/Users/sari/Templates/Normal.dotm")),
        ("biasa.docx", lambda: with_template("Normal.dotm")),
        ("kata.docx", lambda: sample.docx(sample.paragraph("Rapat tentang DDE dan DDEAUTO"))),
        ("tautan.xlsx", lambda: with_link("<externalBook/>")),
        ("nama.pdf", lambda: sample.pdf(text="/Encrypt")),
        ("rusak.docx", lambda: hostile.docx_of_billion_laughs()),
    ],
)
def test_what_only_looks_like_it_is_let_in(unit, member, name, make):
    assert receive(unit, member, name, make()).versions.count() == 1


def test_most_files_are_not_opened_for_it(unit, member, monkeypatch):
    opened = []
    monkeypatch.setattr(first_look, "inspect_unkept", lambda *all: opened.append(all))
    for name, data in (
        ("a.pdf", sample.pdf(3)),
        ("a.docx", sample.docx(sample.paragraph("isi"))),
        ("a.xlsx", sample.xlsx({"A": [["x"]]})),
        ("a.pptx", sample.pptx([sample.slide("Salam")])),
        ("a.jpg", sample.photo()),
    ):
        make_evidence(unit, member, name=name, content=data)
    assert opened == []


def test_a_busy_machine_turns_nobody_away(unit, member):
    with machine_is_busy():
        evidence = receive(unit, member, "sandi.pdf", hostile.pdf_locked())
    assert evidence.versions.count() == 1
