"""Charts: right proportions, names for everyone, nothing a strict CSP or a PDF would refuse."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string

from zi_portal.lib import charts


SVG = "{http://www.w3.org/2000/svg}"
POINTS = [("Jan", 70), ("Mar", Decimal("74.5")), ("Jul", 80.25), ("Nov", Decimal("87.42"))]
NASTY = "\"><script>alert('1')</script>&"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in parsed(svg).iter(f"{SVG}text")]


EVERY_CHART = {
    "bullet_bar": charts.bullet_bar(7, 7.5, 10, NASTY),
    "bullet_bar without value": charts.bullet_bar(None, None, 10, NASTY),
    "trend": charts.trend([(NASTY, 70), (NASTY, 80)], 85, 100, NASTY),
    "trend of one": charts.trend([("Jan", 70)], None, 100, NASTY),
    "trend of none": charts.trend([], 85, 100, NASTY),
    "sparkline": charts.sparkline([1, 3, 2], 2, NASTY),
    "before_after": charts.before_after(1, 2, NASTY, NASTY),
    "gate_strip": charts.gate_strip([True, False], NASTY),
    "quartile_strip": charts.quartile_strip(1, (2, 3, 4), 5, NASTY),
}


@pytest.mark.parametrize("svg", EVERY_CHART.values(), ids=EVERY_CHART.keys())
class TestEveryChart:
    def test_names_itself_to_browsers_and_to_pdf(self, svg):
        root = parsed(svg)
        assert root.get("role") == "img"
        assert NASTY in root.get("aria-label")
        assert root[0].tag == f"{SVG}title"
        assert root[0].text == root.get("aria-label")

    def test_escapes_what_it_is_given(self, svg):
        assert "<script" not in svg
        assert not list(parsed(svg).iter(f"{SVG}script"))

    def test_is_drawn_by_attributes_alone(self, svg):
        assert not re.search(r"\sstyle=|<style|\son\w+=|var\(|currentColor|href=", svg)
        drawn = [node for node in parsed(svg).iter() if node.tag in {f"{SVG}rect", f"{SVG}circle"}]
        assert all(node.get("fill", "").startswith("#") for node in drawn)


class TestBulletBar:
    def shapes(self, *args) -> tuple[list[ElementTree.Element], list[ElementTree.Element]]:
        root = parsed(charts.bullet_bar(*args, "Area 4"))
        return root.findall(f"{SVG}rect"), root.findall(f"{SVG}line")

    def test_fills_to_its_share_of_the_full_weight(self):
        [track, bar], [_halo, tick] = self.shapes(Decimal("7.12"), Decimal("7.5"), 10)
        assert track.get("width") == "100%"
        assert bar.get("width") == "71.20%"
        assert tick.get("x1") == tick.get("x2") == "75.00%"

    @pytest.mark.parametrize(
        ("value", "colour"), [("7.49", charts.RED), ("7.5", charts.BLUE), ("8", charts.BLUE)]
    )
    def test_is_red_only_below_the_minimum(self, value, colour):
        [_track, bar], _lines = self.shapes(Decimal(value), Decimal("7.5"), 10)
        assert bar.get("fill") == colour

    def test_zero_is_a_value(self):
        svg = charts.bullet_bar(0, 6, 8, "Area 1")
        assert len(parsed(svg).findall(f"{SVG}rect")) == 1
        assert "Area 1: 0,00, penuh 8,00, ambang 6,00" in svg

    def test_unknown_is_not_zero(self):
        assert "Area 1: belum ada nilai" in charts.bullet_bar(None, 6, 8, "Area 1")

    def test_stays_inside_its_frame(self):
        [_track, bar], lines = self.shapes(12, 11, 10)
        assert bar.get("width") == "100.00%"
        assert lines[1].get("x1") == "100.00%"

    def test_no_minimum_no_line(self):
        _rects, lines = self.shapes(5, None, 10)
        assert lines == []

    def test_a_full_weight_of_zero_draws_nothing(self):
        rects, _lines = self.shapes(0, None, 0)
        assert len(rects) == 1

    def test_tells_a_value_just_below_from_its_minimum(self):
        title = charts.bullet_bar(Decimal("7.499"), Decimal("7.5"), 10, "Area 4")
        assert "Area 4: 7,499, penuh 10,00, ambang 7,500" in title


class TestTrend:
    def test_draws_a_point_for_each_and_joins_them(self):
        root = parsed(charts.trend(POINTS, 85, 100, "Nilai total"))
        assert len(root.findall(f"{SVG}circle")) == 4
        solid = [line for line in root.findall(f"{SVG}line") if line.get("stroke") == charts.BLUE]
        assert len(solid) == 3

    def test_higher_values_lie_higher(self):
        circles = parsed(charts.trend(POINTS, 85, 100, "x")).findall(f"{SVG}circle")
        heights = [float(circle.get("cy")) for circle in circles]
        assert heights == sorted(heights, reverse=True)
        assert len(set(heights)) == 4

    def test_the_threshold_lies_between_the_values_it_parts(self):
        root = parsed(charts.trend(POINTS, 85, 100, "x"))
        [dashed] = [line for line in root.findall(f"{SVG}line") if line.get("stroke-dasharray")]
        heights = [float(circle.get("cy")) for circle in root.findall(f"{SVG}circle")]
        assert heights[3] < float(dashed.get("y1")) < heights[2]

    def test_writes_first_and_last_value_the_scale_and_the_threshold(self):
        written = texts(charts.trend(POINTS, 85, 100, "x"))
        assert {"70", "87,42", "ambang 85", "skala 60–90", "Jan", "Nov"} <= set(written)
        named = charts.trend(POINTS, 85, 100, "x", "target")
        assert "target 85" in texts(named)
        assert "ambang" not in named

    def test_the_scale_holds_a_value_on_its_edge(self):
        assert "skala 0–100" in texts(charts.trend([("a", 0), ("b", 100)], None, 100, "x"))
        assert "skala 0–10" in texts(charts.trend([("a", 0)], None, 100, "x"))
        assert "skala -14–-8" in texts(charts.trend([("a", -8), ("b", -12)], None, 20, "x"))

    def test_lists_every_number_for_those_who_cannot_see_it(self):
        svg = charts.trend(POINTS, 85, 100, "Nilai total")
        assert "Nilai total: Jan 70,00; Mar 74,50; Jul 80,25; Nov 87,42; ambang 85,00" in svg

    def test_a_phone_gets_three_dates_of_many(self):
        many = [(f"p{i}", i) for i in range(24)]
        written = texts(charts.trend(many, None, 100, "x"))
        assert [word for word in written if word.startswith("p")] == ["p0", "p12", "p23"]
        six = texts(charts.trend(many[:6], None, 100, "x"))
        assert [word for word in six if word.startswith("p")] == ["p0", "p5"]

    def test_says_when_there_is_nothing(self):
        assert texts(charts.trend([], 85, 100, "x")) == ["Belum ada data"]


class TestSmallCharts:
    def test_a_sparkline_needs_two_values(self):
        assert charts.sparkline([5], 3, "x") == ""
        assert "dari 5,00 menjadi 5,00" in charts.sparkline([5, Decimal(5)], 5.0, "x")

    def test_before_after_shares_one_scale(self):
        root = parsed(charts.before_after(25, 50, "Waktu", "menit"))
        widths = [rect.get("width") for rect in root.findall(f"{SVG}rect")]
        assert widths == ["100%", "50.00%", "100%", "100.00%"]
        assert "25 menit" in texts(charts.before_after(25, 50, "Waktu", "menit"))
        assert "62,5%" in texts(charts.before_after(62.5, 97.3, "Waktu", "%"))

    def test_before_after_of_nothing_at_all(self):
        rects = parsed(charts.before_after(0, 0, "Aduan")).findall(f"{SVG}rect")
        assert [rect.get("fill") for rect in rects] == [charts.TRACK, charts.TRACK]

    def test_gate_strip_crosses_what_is_not_met(self):
        svg = charts.gate_strip([True] * 9 + [False] * 3, "Syarat WBK")
        root = parsed(svg)
        fills = [rect.get("fill") for rect in root.findall(f"{SVG}rect")]
        assert fills.count(charts.GREEN) == 9
        assert len(root.findall(f"{SVG}path")) == 3
        assert "Syarat WBK: 9 dari 12 terpenuhi" in svg

    def test_gate_strip_of_no_requirement(self):
        assert charts.gate_strip([], "x") == ""


class TestHeatCell:
    @pytest.mark.parametrize(
        ("value", "standing", "words", "shown"),
        [
            (Decimal("7.5"), "above", "memenuhi ambang", "75,0%"),
            (Decimal("7.0"), "near", "hampir memenuhi", "70,0%"),
            (Decimal("7.4996"), "near", "hampir memenuhi", "74,996%"),
            (Decimal("6.99"), "below", "di bawah ambang", "69,9%"),
            (None, "none", "belum dinilai", ""),
        ],
    )
    def test_symbol_number_and_words(self, value, standing, words, shown):
        html = charts.heat_cell(value, Decimal("7.5"), 10)
        assert f'class="heat heat-{standing}"' in html
        assert words in html
        assert f"</svg>{shown}<span" in html

    def test_without_a_minimum_every_value_reaches(self):
        assert charts.standing_of(0, None, 10) == charts.REACHED


def test_quartile_strip_keeps_its_dot_inside_and_tells_the_numbers():
    svg = charts.quartile_strip(0, (Decimal("2.25"), 5, 10), 10, "Area 1")

    assert parsed(svg).get("aria-label") == (
        "Area 1: 0,0; separuh yang di tengah 2,3 sampai 10,0, median 5,0"
    )
    assert parsed(svg).find(f"{SVG}circle").get("cx") == "2.00%"
    assert [one.get("x") for one in parsed(svg).iter(f"{SVG}rect")] == ["0", "23.60%"]


class TestInTemplates:
    def test_tags_draw_what_the_functions_draw(self):
        context = Context({"points": POINTS, "values": [1, 2], "met": [True]})
        drawn = Template(
            "{% load zi_charts %}{% bullet_bar 7 7.5 10 'a' %}{% trend points 85 100 'b' %}"
            "{% sparkline values None 'c' %}{% before_after 1 2 'd' %}{% gate_strip met 'e' %}"
            "{% heat_cell 7 7.5 10 %}"
        ).render(context)
        assert drawn == "".join(
            [
                charts.bullet_bar(7, 7.5, 10, "a"),
                charts.trend(POINTS, 85, 100, "b"),
                charts.sparkline([1, 2], None, "c"),
                charts.before_after(1, 2, "d"),
                charts.gate_strip([True], "e"),
                charts.heat_cell(7, 7.5, 10),
            ]
        )

    def test_bars_say_in_words_what_is_too_low(self):
        low = charts.Bar(label="Area 4", value=7, minimum=7.5, maximum=10, shown="70,0%", url="/b/")
        fine = charts.Bar(label=NASTY, value=8, minimum=7.5, maximum=10, shown="80,0%")
        html = render_to_string("_bars.html", {"bars": [low, fine], "threshold": "ambang WBK"})
        assert html.count("di bawah ambang</span>") == 1
        assert '<a href="/b/">Area 4</a>' in html
        assert "ambang WBK</li>" in html
        assert "<script" not in html

    def test_the_table_beside_a_chart(self):
        context = {"caption": "Nilai", "head": ["Area", "Nilai"], "rows": [["1", "88,8%"]]}
        html = render_to_string("_chart_table.html", context)
        assert '<th scope="row">1</th><td class="num">88,8%</td>' in html
        assert "Lihat sebagai tabel" in html
