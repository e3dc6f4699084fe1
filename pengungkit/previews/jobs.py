"""What the portal asks of the child process, and where the answer lies."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


RESULT = "hasil.json"
# Where each recipe is made: module and function of this package.
RECIPES = {
    "periksa": ("inspecting", "inspect_file"),
    "kecil": ("pictures", "thumbnail"),
    "gambar": ("pictures", "large"),
    "halaman": ("pages", "page_images"),
    "dokumen": ("documents", "document"),
    "lembar": ("sheets", "sheet"),
    "salindia": ("slides", "slides"),
    "gabung": ("joining", "photos_into_pdf"),
}
# How long the child may compute, and be waited for; joining reads many photos at once.
SECONDS, SECONDS_OF = 20, {"gabung": 60}


@dataclass(frozen=True, slots=True)
class Job:
    """What to make: from `sources` (of type `extension`) into the folder `out`."""

    recipe: str
    sources: tuple[Path, ...]
    extension: str
    out: Path
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def source(self) -> Path:
        return self.sources[0]

    @property
    def seconds(self) -> int:
        return SECONDS_OF.get(self.recipe, SECONDS)

    def to_json(self) -> dict[str, Any]:
        return {
            "recipe": self.recipe,
            "sources": [str(source) for source in self.sources],
            "extension": self.extension,
            "out": str(self.out),
            "options": self.options,
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Job:
        return cls(
            recipe=told["recipe"],
            sources=tuple(map(Path, told["sources"])),
            extension=told["extension"],
            out=Path(told["out"]),
            options=told["options"],
        )
