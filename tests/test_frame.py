"""The frame around every page: icons, chips, partials, error pages, weight of the stylesheet."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context
from django.template.loader import get_template, render_to_string

from zi_portal.lib.chips import STATUS_LOOKS, TONES, chip, status_chip
from zi_portal.lib.icons import PATHS, icon
from zi_portal.templatetags.zi_ui import page_numbers


ROOT = Path(__file__).parent.parent
STYLESHEET = (ROOT / "static/css/zi.css").read_text()
SHARED = sorted((ROOT / "templates").glob("*.html"))
ERROR_PAGES = [
    "400.html",
    "405.html",
    "411.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "500.html",
    "507.html",
]


class TestIconsAndChips:
    @pytest.mark.parametrize("name", PATHS)
    def test_an_icon_is_silent_beside_words(self, name):
        svg = ElementTree.fromstring(icon(name))
        assert svg.get("aria-hidden") == "true"
        assert svg[0].get("d").startswith("M")

    def test_an_icon_alone_has_a_name(self):
        svg = ElementTree.fromstring(icon("search", 'Cari "x"'))
        assert svg.get("aria-label") == 'Cari "x"'
        assert svg.get("aria-hidden") is None

    def test_an_unknown_icon_is_an_error(self):
        with pytest.raises(KeyError):
            icon("tidak-ada")

    def test_a_chip_never_speaks_by_colour_alone(self):
        for label in STATUS_LOOKS:
            assert label in status_chip(label)
            assert "<svg" in status_chip(label)

    def test_a_chip_escapes(self):
        assert "&lt;b&gt;" in chip("warning", "<b>")
        assert "&lt;b&gt;" in status_chip("<b>")

    def test_an_unknown_tone_is_an_error(self):
        with pytest.raises(ValueError, match="unknown tone"):
            chip("merah", "x")

    def test_every_tone_has_a_look(self):
        looks = {f".tag-{tone}" for tone in TONES - {"neutral"}}
        assert {look for look in looks if look not in STYLESHEET} == set()


class TestStylesheet:
    def test_weighs_no_more_than_its_budget(self):
        # Deflate at its best is a little above brotli, which browsers get.
        assert len(zlib.compress(STYLESHEET.encode(), 9)) <= 15_000

    def test_loads_nothing_from_elsewhere(self):
        assert "@import" not in STYLESHEET
        assert re.findall(r"url\((?!\"data:)", STYLESHEET) == []
        assert "//" not in re.sub(r"http://www\.w3\.org/2000/svg", "", STYLESHEET)

    def test_braces_match(self):
        assert STYLESHEET.count("{") == STYLESHEET.count("}")

    def test_every_token_used_is_defined(self):
        defined = set(re.findall(r"(--[\w-]+):", STYLESHEET))
        assert set(re.findall(r"var\((--[\w-]+)", STYLESHEET)) - defined == set()

    def test_every_class_of_the_design_page_exists(self):
        page = (ROOT / "docs/design.md").read_text()
        snippets = "\n".join(re.findall(r"```(?:html|django)\n(.*?)```", page, re.S))
        named = {
            name
            for classes in re.findall(r'class="([^"]*)"', snippets)
            for name in re.split(r"[\s|]+", classes)
            if re.fullmatch(r"[a-z][\w-]*", name)
        }
        assert len(named) > 50
        missing = {name for name in named if not re.search(rf"\.{name}(?![\w-])", STYLESHEET)}
        assert missing == set()

    @pytest.mark.parametrize(
        ("ink", "ground"),
        [
            ("content", "surface"),
            ("content-muted", "surface-canvas"),
            ("content-muted", "surface-sunken"),
            ("primary", "surface-canvas"),
            ("primary", "primary-soft"),
            ("primary-hover", "primary-soft"),
            ("positive", "positive-soft"),
            ("warning", "warning-soft"),
            ("negative", "negative-soft"),
            ("content-inverse", "primary"),
            ("content-inverse-muted", "primary-deep"),
        ],
    )
    def test_text_can_be_read_on_its_ground(self, ink, ground):
        assert contrast(token(ink), token(ground)) >= 4.5

    def test_edges_of_fields_can_be_seen(self):
        assert contrast(token("stroke-strong"), token("surface")) >= 3


def token(name: str) -> str:
    value = re.search(rf"--{name}: #([0-9a-f]+);", STYLESHEET)[1]
    return value if len(value) == 6 else "".join(digit * 2 for digit in value)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class TestPartials:
    @pytest.mark.parametrize("path", SHARED, ids=lambda path: path.name)
    def test_template_is_plain(self, path):
        source = path.read_text()
        assert len(source.splitlines()) <= 150
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script>|javascript:", source)

    def test_messages_are_announced(self):
        shown = [SimpleNamespace(level_tag=tag) for tag in ("success", "error", "warning", "info")]
        html = render_to_string("_messages.html", {"messages": shown})
        assert html.count('role="alert"') == 1
        assert html.count('role="status"') == 3
        assert html.count("<svg") == 4

    def test_breadcrumb_ends_where_one_is(self):
        crumbs = [{"label": "Penilaian", "url": "/p/"}, {"label": "<Area>", "url": ""}]
        html = render_to_string("_breadcrumb.html", {"crumbs": crumbs})
        assert '<a href="/p/">Penilaian</a>' in html
        assert '<span aria-current="page">&lt;Area&gt;</span>' in html

    def test_checklist_says_each_state(self):
        states = {
            "yes": "Terpenuhi",
            "no": "Belum terpenuhi",
            "warn": "Perlu perhatian",
            "none": "Belum dinilai",
        }
        checks = [{"state": state, "label": state, "value": None} for state in states]
        checks[1] |= {"url": "/fix/", "gap": "kurang 0,38", "value": "71,2%"}
        html = render_to_string("_checklist.html", {"checks": checks, "wide": True})
        for words in states.values():
            assert f'aria-label="{words}"' in html
        assert '<a href="/fix/">no</a>' in html
        assert "kurang 0,38" in html
        assert "None" not in html

    def test_empty_state_gives_the_next_step(self):
        html = render_to_string(
            "_empty.html",
            {"icon": "inbox", "title": "Kosong", "text": "Sebab", "url": "/u/", "action": "Unggah"},
        )
        assert '<a class="btn" href="/u/">Unggah</a>' in html
        assert "<svg" in html

    def test_pagination_keeps_the_filter(self):
        page = Paginator(range(1234), 50).page(7)
        html = render_to_string(
            "_pagination.html", {"page": page, "query": QueryDict("saring=a&page=7")}
        )
        assert "Menampilkan 301–350 dari 1.234" in html
        assert 'href="?saring=a&amp;page=6" rel="prev"' in html
        assert page_numbers(page) == [1, 0, 6, 7, 8, 0, 25]

    def test_pagination_of_one_page_has_no_links(self):
        html = render_to_string(
            "_pagination.html", {"page": Paginator([1], 50).page(1), "query": QueryDict()}
        )
        assert "<a" not in html
        assert "Menampilkan 1–1 dari 1" in html

    def test_error_summary_leads_to_the_fields(self):
        class Form(forms.Form):
            name = forms.CharField(label="Nama")
            way = forms.ChoiceField(label="Cara", choices=[("a", "A")], widget=forms.RadioSelect)

        html = render_to_string("_error_summary.html", {"form": Form({})})
        assert 'href="#id_name">Nama: ' in html
        assert 'href="#id_way_0">Cara: ' in html
        assert 'id="id_way_0"' in str(Form({})["way"])
        assert render_to_string("_error_summary.html", {"form": Form()}).strip() == ""


class TestBase:
    def page(self, **context) -> str:
        return render_to_string("base.html", {"csrf_token": "kunci", **context})

    def test_a_stranger_gets_no_navigation(self):
        html = self.page(user=SimpleNamespace(is_authenticated=False))
        assert "<nav" not in html
        assert 'name="csrf-token"' not in html
        assert 'class="search"' not in html

    def test_a_member_gets_menu_and_place(self):
        html = self.page(
            user=SimpleNamespace(is_authenticated=True),
            portal_unit="KPPN Ternate · menuju WBK 2026",
            portal_user_label="Sari <Koordinator>",
            portal_nav=[
                {"label": "Beranda", "url": "/beranda/", "current": False},
                {"label": "Penilaian", "url": "/penilaian/", "current": True},
            ],
        )
        assert '<a href="/penilaian/" aria-current="page">Penilaian</a>' in html
        # Once in the bar, and once in the menu phones have instead of it; neither needs a script.
        assert html.count("aria-current") == 2
        assert html.index('<details class="menu nav-menu">') < html.index('<nav class="nav"')
        assert "KPPN Ternate · menuju WBK 2026" in html
        assert "Sari &lt;Koordinator&gt;" in html
        assert '<meta name="csrf-token" content="kunci">' in html
        assert 'name="csrfmiddlewaretoken" value="kunci"' in html, "leaving is a POST"

    def test_the_way_to_the_content_comes_first(self):
        html = self.page(user=None)
        assert '<a class="skip" href="#isi">' in html
        assert '<main id="isi"' in html

    def test_nothing_comes_from_elsewhere(self):
        sources = re.findall(r'(?:src|href)="([^"#]+)"', self.page(user=None))
        assert sources
        assert all(source.startswith("/") for source in sources)


class TestErrorPages:
    @pytest.mark.parametrize("name", ERROR_PAGES)
    def test_stands_without_any_context(self, name):
        """Django renders these with little or no context; they must not fail a second time."""
        html = get_template(name).template.render(Context({}))
        assert html.count("<h1>") == 1
        assert '<html lang="id">' in html
        assert 'href="/"' in html

    def test_404_does_not_tell_missing_from_foreign(self):
        assert "tidak ditemukan atau di luar wewenang Anda" in get_template("404.html").render()

    def test_403_says_who_has_the_right(self):
        sentence = "Mengajukan ke TPI adalah wewenang ketua tim: <Rina>."
        html = get_template("403.html").render({"sentence": sentence})
        assert "wewenang ketua tim: &lt;Rina&gt;." in html
        assert "Peran Anda di unit ini" in get_template("403.html").render({"sentence": ""})

    def test_500_needs_nothing_that_may_be_broken(self):
        source = (ROOT / "templates/500.html").read_text()
        assert "{%" not in source
        assert "{{" not in source

    def test_an_expired_page_tells_how_to_keep_what_was_typed(self):
        assert "salin isiannya" in get_template("403_csrf.html").render()
