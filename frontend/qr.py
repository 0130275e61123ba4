"""A QR code as one SVG path: no picture file, no style of its own, sharp on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

QUIET_ZONE = 4
PIXELS = 4  # of one square


@dataclass(frozen=True)
class QrPath:
    size: int
    path: str


def qr_path(text: str) -> QrPath:
    rows = _squares(text)
    squares = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return QrPath(len(rows), "".join(squares))


def qr_image(text: str) -> Image.Image:
    """The same as a picture in black and white, where many stand in one document."""
    from PIL import Image

    rows = _squares(text)
    picture = Image.new("1", (len(rows), len(rows)), 1)
    picture.putdata([0 if dark else 1 for row in rows for dark in row])
    return picture.resize((len(rows) * PIXELS, len(rows) * PIXELS), Image.Resampling.NEAREST)


def _squares(text: str) -> list[list[bool]]:
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    found: list[list[bool]] = code.get_matrix()
    return found
