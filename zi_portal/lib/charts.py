"""Charts as inline SVG strings, the same in the browser and in a PDF.

WeasyPrint ignores the page's stylesheet inside an SVG and the portal's CSP forbids inline style, so
colours and sizes are presentation attributes. Widths are percentages instead of a viewBox: a bar
then fills its column without its text or its minimum line being stretched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from zi_portal.lib.numbers import Number, format_number, format_percent, telling_places


BLUE = "#0b55c4"
PALE_BLUE = "#9dbdec"
RED = "#b0131d"
GREEN = "#17692f"
AMBER = "#744b00"
INK = "#191d24"
GREY = "#505a68"
TRACK = "#e4e9f0"
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"

# A minimum within this share of the full weight counts as "almost there".
NEAR_SHARE = Decimal("0.05")
BELOW_SIGN = SafeString(
    ' <span aria-hidden="true">✗</span><span class="visually-hidden">di bawah ambang</span>'
)
MISSED, ALMOST, REACHED, UNKNOWN = "below", "near", "above", "none"
STANDING_WORDS = {
    REACHED: "memenuhi ambang",
    ALMOST: "hampir memenuhi",
    MISSED: "di bawah ambang",
    UNKNOWN: "belum dinilai",
}


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One line of a bullet chart: a value against its minimum and its full weight.

    `shown` is the value as text ("71,2%"); `url` opens the rows behind it. A value of None is not
    yet known, which is not the same as zero.
    """

    label: str
    value: Number | None
    minimum: Number | None
    maximum: Number
    shown: str
    url: str = ""

    @property
    def is_low(self) -> bool:
        """Whether a known value stays below its minimum."""
        return self.value is not None and self.minimum is not None and self.value < self.minimum


@lru_cache(maxsize=2048)
def bar_line(bar: Bar) -> SafeString:
    """A bar with its label and its value as a list item; remembered, for lists hold many."""
    name = (
        format_html('<a href="{}">{}</a>', bar.url, bar.label)
        if bar.url
        else format_html("<span>{}</span>", bar.label)
    )
    return format_html(
        '<li class="bar{}">{}<span class="bar-value">{}{}</span>{}</li>',
        " bar-low" if bar.is_low else "",
        name,
        bar.shown,
        BELOW_SIGN if bar.is_low else "",
        bullet_bar(bar.value, bar.minimum, bar.maximum, bar.label),
    )


def bullet_bar(
    value: Number | None, minimum: Number | None, maximum: Number, label: str
) -> SafeString:
    """A horizontal bar: filled to the value, an upright line at the minimum, shade = maximum."""
    low = value is not None and minimum is not None and value < minimum
    told = _told(value, minimum)
    title = f"{label}: {told}, penuh {format_number(maximum)}"
    if minimum is not None:
        title += f", ambang {_told(minimum, value)}"
    shapes = [f'<rect x="0" y="4" width="100%" height="12" rx="3" fill="{TRACK}"/>']
    if value is not None and value > 0:
        fill = RED if low else BLUE
        width = _percent(value, maximum)
        shapes.append(f'<rect x="0" y="4" width="{width}" height="12" rx="3" fill="{fill}"/>')
    if minimum is not None:
        x = _percent(minimum, maximum)
        shapes.append(_line(x, 0, x, 20, "#ffffff", 6))
        shapes.append(_line(x, 0, x, 20, INK, 3))
    return _svg(title, 20, shapes)


def trend(
    points: Sequence[tuple[str, Number]],
    threshold: Number | None,
    maximum: Number,
    label: str,
    threshold_name: str = "ambang",
) -> SafeString:
    """A line over time, oldest point first, with the threshold as a dashed line under its name.

    The scale is cut to whole tens around the values and said in the picture: from zero, a year's
    gain of four points could not be seen.
    """
    if not points:
        return _svg(f"{label}: belum ada data", 40, [_text("0", 24, "Belum ada data", GREY)])
    height, top, bottom = 208, 42, 168
    low, high = _scale([value for _, value in points], threshold, maximum)
    ys = [_height_of(value, low, high, top, bottom) for _, value in points]
    xs = _spread(len(points), 3, 97)
    shapes = [
        _text("0", 13, f"skala {_short(low)}–{_short(high)}", GREY),
        _line("0", bottom, "100%", bottom, "#8a94a3", 1),
    ]
    if threshold is not None:
        at = _height_of(threshold, low, high, top, bottom)
        shapes += _threshold(threshold, at, threshold_name)
    for i in range(len(points) - 1):
        shapes.append(_line(xs[i], ys[i], xs[i + 1], ys[i + 1], BLUE, 2.5))
    for x, y in zip(xs, ys, strict=True):
        shapes.append(
            f'<circle cx="{x}" cy="{y}" r="4" fill="#ffffff" stroke="{BLUE}" stroke-width="2.5"/>'
        )
    for i in sorted({0, len(points) - 1}):
        value = points[i][1]
        # Away from the threshold line, where the space is free, but not onto the dates.
        below = threshold is not None and value < threshold and ys[i] + 24 < bottom
        offset = 20 if below else -11
        shapes.append(
            _text(xs[i], ys[i] + offset, _short(value), INK, _anchor(i, len(points)), bold=True)
        )
    for i in _labelled(len(points)):
        shapes.append(_text(xs[i], bottom + 22, points[i][0], GREY, _anchor(i, len(points))))
    listed = "; ".join(f"{name} {format_number(value)}" for name, value in points)
    ending = f"; {threshold_name} {format_number(threshold)}" if threshold is not None else ""
    return _svg(f"{label}: {listed}{ending}", height, shapes)


def sparkline(values: Sequence[Number], threshold: Number | None, label: str) -> SafeString:
    """A line the height of text to stand beside a number; scaled to its own range."""
    if len(values) < 2:
        return SafeString("")
    known = [*values, threshold] if threshold is not None else list(values)
    low, high = min(known), max(known)
    ys = [_height_of(value, low, high, 4, 24) for value in values]
    step = 92 / (len(values) - 1)
    xs = [f"{4 + step * i:.1f}" for i in range(len(values))]
    shapes = []
    if threshold is not None:
        y = _height_of(threshold, low, high, 4, 24)
        shapes.append(_line("0", y, "100", y, AMBER, 1, dashed=True))
    joined = " ".join(f"{x},{y}" for x, y in zip(xs, ys, strict=True))
    shapes.append(
        f'<polyline points="{joined}" fill="none" stroke="{BLUE}" stroke-width="2"'
        ' stroke-linejoin="round" stroke-linecap="round"/>'
    )
    shapes.append(f'<circle cx="{xs[-1]}" cy="{ys[-1]}" r="3" fill="{BLUE}"/>')
    title = f"{label}: dari {format_number(values[0])} menjadi {format_number(values[-1])}"
    return _svg(title, 28, shapes, width="100")


def before_after(before: Number, after: Number, label: str, unit: str = "") -> SafeString:
    """Two bars on one scale, for what an innovation changed."""
    full = max(before, after) or 1
    shapes = []
    for y, name, value, fill in (
        (0, "Sebelum", before, PALE_BLUE),
        (50, "Sesudah", after, BLUE),
    ):
        shown = _with_unit(value, unit)
        shapes.append(_text("0", y + 14, name, GREY))
        shapes.append(_text("100%", y + 14, shown, INK, "end", bold=True))
        shapes.append(f'<rect x="0" y="{y + 21}" width="100%" height="14" rx="3" fill="{TRACK}"/>')
        if value > 0:
            shapes.append(
                f'<rect x="0" y="{y + 21}" width="{_percent(value, full)}" height="14" rx="3"'
                f' fill="{fill}"/>'
            )
    title = f"{label}: sebelum {_with_unit(before, unit)}, sesudah {_with_unit(after, unit)}"
    return _svg(title, 88, shapes)


def gate_strip(results: Sequence[bool], label: str) -> SafeString:
    """One block per requirement: filled where met, outlined and crossed where not."""
    if not results:
        return SafeString("")
    width, gap = 28, 4
    shapes = []
    for i, met in enumerate(results):
        x = i * (width + gap)
        if met:
            shapes.append(
                f'<rect x="{x}" y="0" width="{width}" height="14" rx="3" fill="{GREEN}"/>'
            )
            continue
        shapes.append(
            f'<rect x="{x + 1}" y="1" width="{width - 2}" height="12" rx="2.5" fill="#ffffff"'
            f' stroke="{RED}" stroke-width="2"/>'
        )
        middle = x + width // 2
        shapes.append(
            f'<path d="M{middle - 3} 4l6 6M{middle + 3} 4l-6 6" stroke="{RED}" stroke-width="2"'
            ' stroke-linecap="round"/>'
        )
    title = f"{label}: {sum(results)} dari {len(results)} terpenuhi"
    total = len(results) * (width + gap) - gap
    return _svg(title, 14, shapes, width=str(total), view=True)


def quartile_strip(
    own: Number, quartiles: tuple[Number, Number, Number], maximum: Number, label: str
) -> SafeString:
    """Where one value lies among many: the middle half as a band, its median, and a dot for own."""
    low, median, high = quartiles
    title = (
        f"{label}: {format_number(own, 1)}; separuh yang di tengah {format_number(low, 1)} sampai"
        f" {format_number(high, 1)}, median {format_number(median, 1)}"
    )
    # Drawn a little inside the frame, so that a dot at either end is whole.
    left, middle, right, dot = (
        2 + _share(one, maximum) * 96 / 100 for one in (low, median, high, own)
    )
    shapes = [
        f'<rect x="0" y="9" width="100%" height="2" fill="{TRACK}"/>',
        f'<rect x="{left:.2f}%" y="5" width="{right - left:.2f}%" height="10" rx="2"'
        f' fill="{PALE_BLUE}"/>',
        _line(f"{middle:.2f}%", 2, f"{middle:.2f}%", 18, INK, 2),
        f'<circle cx="{dot:.2f}%" cy="10" r="6" fill="{BLUE}" stroke="#ffffff" stroke-width="2"/>',
    ]
    return _svg(title, 20, shapes)


def heat_cell(value: Number | None, minimum: Number | None, maximum: Number) -> SafeString:
    """The content of a heat table's cell: symbol, share of the full weight, standing in words."""
    standing = standing_of(value, minimum, maximum)
    shape = {
        REACHED: f'<path d="M6 1 11.5 11H.5z" fill="{GREEN}"/>',
        ALMOST: f'<rect x="1.5" y="1.5" width="9" height="9" fill="{AMBER}"/>',
        MISSED: f'<path d="M6 11 .5 1h11z" fill="{RED}"/>',
        UNKNOWN: f'<path d="M2 6h8" stroke="{GREY}" stroke-width="2"/>',
    }[standing]
    shown = ""
    if value is not None:
        share = _share(value, maximum)
        places = telling_places(share, _share(minimum, maximum)) if minimum is not None else 1
        shown = format_percent(share, places)
    return SafeString(
        f'<span class="heat heat-{standing}"><svg width="12" height="12" viewBox="0 0 12 12"'
        f' aria-hidden="true">{shape}</svg>{shown}'
        f'<span class="visually-hidden"> {STANDING_WORDS[standing]}</span></span>'
    )


def standing_of(value: Number | None, minimum: Number | None, maximum: Number) -> str:
    """Where a value lies to its minimum: REACHED, ALMOST (within NEAR_SHARE), MISSED, UNKNOWN."""
    if value is None:
        return UNKNOWN
    if minimum is None or value >= minimum:
        return REACHED
    gap = _exact(minimum) - _exact(value)
    return ALMOST if gap <= _exact(maximum) * NEAR_SHARE else MISSED


def _svg(
    title: str, height: int, shapes: Sequence[str], *, width: str = "100%", view: bool = False
) -> SafeString:
    """Shapes in a named frame; <title> is what a PDF reads aloud, aria-label what browsers do."""
    named = escape(title)
    # Safe: the shapes hold our own constants, formatted numbers and what _text() has escaped.
    # Only a picture of fixed proportions may shrink as a whole on a narrow screen.
    frame = f' viewBox="0 0 {width} {height}"' if view else ""
    css_class = ' class="chart"' if width == "100%" else ""
    return SafeString(
        f'<svg{css_class} role="img" aria-label="{named}" width="{width}" height="{height}"{frame}'
        f' xmlns="http://www.w3.org/2000/svg" font-family="{FONT}" font-size="13">'
        f"<title>{named}</title>{''.join(shapes)}</svg>"
    )


def _line(
    x1: str, y1: float, x2: str, y2: float, colour: str, width: float, *, dashed: bool = False
) -> str:
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{width}"'
        f' stroke-linecap="{"butt" if dashed else "round"}"{dash}/>'
    )


def _text(
    x: str, y: float, words: str, colour: str, anchor: str = "start", *, bold: bool = False
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" fill="{colour}" text-anchor="{anchor}"{weight}>'
        f"{escape(words)}</text>"
    )


def _exact(value: Number) -> Decimal:
    """Scores are Decimals, measurements may be floats; a chart takes both side by side."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _share(value: Number, maximum: Number) -> Decimal:
    """The value in percent of the maximum, kept within the frame."""
    if not maximum:
        return Decimal(0)
    share = _exact(value) / _exact(maximum) * 100
    return min(max(share, Decimal(0)), Decimal(100))


def _percent(value: Number, maximum: Number) -> str:
    return f"{_share(value, maximum):.2f}%"


def _height_of(value: Number, low: Number, high: Number, top: int, bottom: int) -> float:
    """The y of a value; where all values are alike, the line runs along the bottom."""
    share = _share(_exact(value) - _exact(low), _exact(high) - _exact(low))
    return round(bottom - float(share) / 100 * (bottom - top), 1)


def _scale(
    values: Sequence[Number], threshold: Number | None, maximum: Number
) -> tuple[Decimal, Decimal]:
    """Lowest and highest value of the picture: tenths of the maximum, one to spare below."""
    step = _exact(maximum) / 10 or Decimal(1)
    known = [_exact(value) for value in values]
    if threshold is not None:
        known.append(_exact(threshold))
    tenths_below = (min(known) / step).to_integral_value(ROUND_FLOOR)
    low = (tenths_below - 1) * step
    if min(known) >= 0:
        low = max(low, Decimal(0))
    high = (max(known) / step).to_integral_value(ROUND_CEILING) * step
    return low, max(high, low + step)


def _threshold(threshold: Number, y: float, name: str) -> list[str]:
    """The dashed line, named in its middle where no value label stands."""
    return [
        _line("0", y, "100%", y, AMBER, 1.5, dashed=True),
        _text("50%", y - 7, f"{name} {_short(threshold)}", AMBER, "middle"),
    ]


def _spread(count: int, first: float, last: float) -> list[str]:
    """Horizontal places of the points; a single point stands at the end, as today's value."""
    if count == 1:
        return [f"{last}%"]
    return [f"{first + (last - first) * i / (count - 1):.2f}%" for i in range(count)]


def _anchor(index: int, count: int) -> str:
    if index == count - 1:
        return "end"
    return "start" if index == 0 else "middle"


def _labelled(count: int) -> list[int]:
    """Which points carry their date: first, last and the middle, so that a phone can hold them.

    The middle of six lies so far aside that its date would touch that of the last.
    """
    return sorted({0, count - 1} | ({count // 2} if count > 4 and count != 6 else set()))


def _short(value: Number) -> str:
    return format_number(value).rstrip("0").rstrip(",")


def _with_unit(value: Number, unit: str) -> str:
    return f"{_short(value)}{'' if unit == '%' else ' '}{unit}".strip()


def _told(value: Number | None, other: Number | None) -> str:
    if value is None:
        return "belum ada nilai"
    return format_number(value, 2 if other is None else telling_places(value, other, 2))
