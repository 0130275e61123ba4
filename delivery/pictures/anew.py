"""A picture made anew from its pixels: no place, no maker, no comment, no byte of the file it came in.

Runs in the child process only: it opens what a stranger sent. Nothing here knows of Django.
"""

from __future__ import annotations

import importlib
import io
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageCms, ImageFilter, ImageOps, UnidentifiedImageError

MOST_PIXELS = 40_000_000
MOST_FRAMES = 50
LONGEST, LONGEST_SMALL = 2048, 480
QUALITY, QUALITY_SMALL = 85, 75
BAND = 64
WHITE = (255, 255, 255)
Rectangle = tuple[float, float, float, float]

_PLUGINS = {"Webp": "WebP"}
Image.MAX_IMAGE_PIXELS = None  # our own limit is an error, and stands before any decoding


class NotTaken(Exception):
    """A picture that is not taken, by a code (delivery/pictures/refusals.py has the sentence)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Fresh:
    width: int
    height: int
    main: bytes
    small: bytes


def kinds_by_content(data: bytes) -> list[str]:
    """The decoders that may see this content: one, named by its first bytes; what the file is called says nothing."""
    head = data[:16]
    if head[:3] == b"\xff\xd8\xff":
        return ["JPEG", "MPO"]
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return ["PNG"]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return ["WEBP"]
    if head[:6] in {b"GIF87a", b"GIF89a"}:
        return ["GIF"]
    if head[:4] in {b"II*\x00", b"MM\x00*"}:
        return ["TIFF"]
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}:
        return ["HEIF"]
    raise NotTaken("not_a_picture")


def load_decoders(kinds: list[str]) -> None:
    """Before the doors close: afterwards no library can be opened."""
    if "HEIF" in kinds:
        import pillow_heif

        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.register_heif_opener(thumbnails=False)
    for name in ("Jpeg", *(kind.capitalize() for kind in kinds if kind != "HEIF")):
        importlib.import_module(f"PIL.{_PLUGINS.get(name, name)}ImagePlugin")
    Image.preinit = lambda: None  # no others
    Image.init = lambda: True


def made_anew(data: bytes) -> Fresh:
    """The picture upright, in sRGB, at most `LONGEST` wide and high, and once more small."""
    try:
        with Image.open(io.BytesIO(data), formats=kinds_by_content(data)) as found:
            return _fresh(_upright(found))
    except (NotTaken, MemoryError):
        raise
    except UnidentifiedImageError:
        raise NotTaken("not_a_picture") from None
    except Exception:  # decoders raise whatever they like over hostile bytes; whatever it is, the picture is refused
        raise NotTaken("broken") from None


def blurred(data: bytes, rectangles: list[Rectangle]) -> Fresh:
    """One of our own pictures with rectangles (left, top, width, height; shares of the whole) made unrecognisable."""
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as found:
        picture = found.convert("RGB")
    for rectangle in rectangles:
        _smear(picture, _corners(rectangle, picture.size))
    return _fresh(picture)


def _upright(found: Any) -> Image.Image:
    """The checks come before the first pixel is decoded; turning comes last, when the picture is small."""
    width, height = found.size
    if width * height > MOST_PIXELS:
        raise NotTaken("too_many_pixels")
    if found.format in {"GIF", "WEBP", "PNG"} and getattr(found, "n_frames", 1) > MOST_FRAMES:
        raise NotTaken("too_many_frames")
    turn = found.getexif().get(0x0112, 1)
    colours = found.info.get("icc_profile")
    if found.format in {"JPEG", "MPO"}:
        found.draft(None, (LONGEST, LONGEST))
    small = _shrunk(found)
    return _turned(_in_srgb(small, colours), turn)


def _shrunk(found: Any) -> Image.Image:
    """Band by band, so that a large picture is never in memory twice."""
    found.load()
    width, height = found.size
    by = max(1, max(width, height) // LONGEST)
    shrunk = Image.new("RGB", (-(-width // by), -(-height // by)), WHITE)
    for top in range(0, height, by * BAND):
        band = _on_white(found.crop((0, top, width, min(height, top + by * BAND))))
        shrunk.paste(band.reduce(by) if by > 1 else band, (0, top // by))
    shrunk.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return shrunk


def _on_white(band: Image.Image) -> Image.Image:
    if band.mode.startswith("I"):  # sixteen bits of grey
        band = band.point(lambda value: value * (1 / 256)).convert("L")
    if band.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in band.info:
        seen = band.convert("RGBA")
        ground = Image.new("RGB", seen.size, WHITE)
        ground.paste(seen, mask=seen.getchannel("A"))
        return ground
    return band.convert("RGB")


def _in_srgb(picture: Image.Image, colours: bytes | None) -> Image.Image:
    """Telephones tell their own colours; without the profile that goes with them they would come out pale."""
    if not colours:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(colours))
        turned = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return turned or picture


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _turned(picture: Image.Image, turn: object) -> Image.Image:
    method = _TURNS.get(turn) if isinstance(turn, int) else None
    return picture if method is None else picture.transpose(method)


def _fresh(picture: Image.Image) -> Fresh:
    small = ImageOps.contain(picture, (min(LONGEST_SMALL, picture.width), min(LONGEST_SMALL, picture.height)))
    return Fresh(picture.width, picture.height, _jpeg(picture, QUALITY), _jpeg(small, QUALITY_SMALL))


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    """Only pixels go over: what hangs on the picture (comments, profiles, resolution) stays behind."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _corners(rectangle: Rectangle, size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top, width, height = rectangle
    return (
        max(0, int(left * size[0])),
        max(0, int(top * size[1])),
        min(size[0], -int(-(left + width) * size[0] // 1)),
        min(size[1], -int(-(top + height) * size[1] // 1)),
    )


def _smear(picture: Image.Image, box: tuple[int, int, int, int]) -> None:
    """A few averages of the whole rectangle are all that is left: too little to tell a face or a plate by."""
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        return
    part = picture.crop(box)
    few = part.resize((min(4, part.width), min(4, part.height)), Image.Resampling.BOX)
    picture.paste(few.resize(part.size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(4)), box)
