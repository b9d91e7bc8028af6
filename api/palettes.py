"""The colours of uniforms: from the site file, or a message, to what looks compare with, and back to the file."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from api.contract import WatchedUniform
from api.site_context import worn_on
from api.site_schema import CounterEntry, Site, UniformEntry
from vision.colour import lab, light_of, linear, srgb
from vision.datatypes import Palette


def palette_of(entry: UniformEntry) -> Palette:
    """The uniform of a site file in CIELAB."""
    colours = [_lab(colour) for colour in entry.palette]
    return Palette(entry.id, np.array(colours), np.array(entry.shares or [0.0] * len(colours)))


def palettes_of(site: Site, counter: CounterEntry, day: date | None = None) -> tuple[Palette, ...]:
    """What is worn at ``counter`` on the local date ``day``; None: on any."""
    worn = worn_on(site, counter, day)
    return tuple(palette_of(entry) for entry in site.uniforms if entry.id in worn)


def to_message(palette: Palette) -> WatchedUniform:
    """The palette as a worker is told of it."""
    colours = tuple((float(lightness), float(a), float(b)) for lightness, a, b in palette.lab)
    return WatchedUniform(id=palette.id, lab=colours, share=tuple(float(each) for each in palette.share))


def of_message(uniform: WatchedUniform) -> Palette:
    """The palette that a worker was told of."""
    return Palette(uniform.id, np.array(uniform.lab), np.array(uniform.share))


def entry_of(palette: Palette, name: str) -> dict[str, object]:
    """The palette as an entry of a site file's ``uniforms``, colours as ``#rrggbb``."""
    colours = srgb(light_of(palette.lab))
    entry: dict[str, object] = {"id": palette.id, "name": name, "palette": [_hex(colour) for colour in colours]}
    return {**entry, "shares": [round(float(share), 2) for share in palette.share]} if palette.share.any() else entry


def _hex(rgb: Sequence[int]) -> str:
    return "#" + "".join(f"{int(channel):02x}" for channel in rgb)


def _lab(colour: str | tuple[float, float, float]) -> Sequence[float]:
    if not isinstance(colour, str):
        return colour
    rgb = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], np.uint8)
    return [float(value) for value in lab(linear(rgb))]
