"""Pictures as strangers send them: of every kind, with a place wherever one can be, broken, and as traps."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pillow_heif
from PIL import Image, ImageDraw, PngImagePlugin

CANARY = b"61.688712"  # a latitude, wherever metadata can hold text
MAKER = b"KANARIA-PUHELIN"
TRAIL = b"TRAILING-KANARIA-61.688712"

pillow_heif.register_heif_opener()


@dataclass(frozen=True)
class Sample:
    name: str
    data: bytes
    is_taken: bool  # made anew, or refused


def corpus(count: int, seed: int) -> Iterator[Sample]:
    """`count` samples drawn from the seed: the traps (in a long drill all), then pictures of all kinds in turn."""
    rng = random.Random(seed)
    made = 0
    for trap in TRAPS if count < 100 else TRAPS + DEAR_TRAPS:
        yield trap(rng)
        made += 1
    while made < count:
        make = MAKERS[made % len(MAKERS)]
        yield make(rng)
        made += 1


def scene(rng: random.Random, mode: str = "RGB") -> Image.Image:
    size = rng.randint(40, 900), rng.randint(40, 900)
    picture = Image.new("RGB", size, tuple(rng.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(12):
        corner = rng.randrange(size[0]), rng.randrange(size[1])
        draw.ellipse((corner[0], corner[1], corner[0] + 90, corner[1] + 60), fill=tuple(rng.randbytes(3)))
    return picture.convert(mode)


def exif(rng: random.Random) -> bytes:
    """A place, a maker and a turn."""
    found = Image.Exif()
    found[0x010F], found[0x0110] = MAKER.decode(), CANARY.decode()
    found[0x0112] = rng.randint(1, 8)
    found[0x9286] = CANARY.decode()
    gps = found.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (61.0, 41.0, 19.36), "E", (27.0, 16.0, 21.0)
    return found.tobytes()


def xmp() -> bytes:
    return b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>' + CANARY + b"</exif:GPSLatitude></x:xmpmeta>"


def encoded(picture: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def jpeg(rng: random.Random) -> Sample:
    data = encoded(scene(rng), "JPEG", exif=exif(rng), comment=CANARY + MAKER, quality=rng.randint(60, 95))
    app1 = b"http://ns.adobe.com/xap/1.0/\0" + xmp()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(CANARY)) + CANARY
    extra = b"".join(
        b"\xff" + mark + struct.pack(">H", len(body) + 2) + body for mark, body in ((b"\xe1", app1), (b"\xed", iptc))
    )
    return Sample("jpeg", data[:2] + extra + data[2:] + TRAIL, True)


def cmyk(rng: random.Random) -> Sample:
    return Sample("cmyk jpeg", encoded(scene(rng, "CMYK"), "JPEG", exif=exif(rng)) + TRAIL, True)


def png(rng: random.Random) -> Sample:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", CANARY.decode())
    text.add_itxt("XML:com.adobe.xmp", xmp().decode(), zip=rng.random() < 0.5)
    mode = rng.choice(["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
    picture = (
        scene(rng, "L").convert("I").point(lambda v: v * 257).convert("I;16") if mode == "I;16" else scene(rng, mode)
    )
    return Sample(f"png {mode}", encoded(picture, "PNG", pnginfo=text, exif=exif(rng)) + TRAIL, True)


def webp(rng: random.Random) -> Sample:
    data = encoded(
        scene(rng, rng.choice(["RGB", "RGBA"])), "WEBP", exif=exif(rng), xmp=xmp(), lossless=rng.random() < 0.3
    )
    return Sample("webp", data + TRAIL, True)


def heic(rng: random.Random) -> Sample:
    return Sample("heic", encoded(scene(rng), "HEIF", exif=exif(rng), xmp=xmp(), quality=60), True)


def gif(rng: random.Random) -> Sample:
    frames = [scene(rng, "P") for _ in range(rng.randint(1, 4))]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], comment=CANARY + MAKER)
    return Sample("gif", data + TRAIL, True)


def tiff(rng: random.Random) -> Sample:
    options = {"compression": rng.choice(["tiff_lzw", "tiff_deflate", "jpeg", None]), "description": CANARY.decode()}
    return Sample("tiff", encoded(scene(rng), "TIFF", software=MAKER.decode(), **options) + TRAIL, True)


def mpo(rng: random.Random) -> Sample:
    left, right = scene(rng), scene(rng)
    return Sample("mpo", encoded(left, "MPO", save_all=True, append_images=[right], exif=exif(rng)) + TRAIL, True)


def polyglot(rng: random.Random) -> Sample:
    """A picture to one reader, a page or an archive to another."""
    page = b"<script>alert('" + CANARY + b"')</script>"
    make = rng.choice([jpeg, png, gif])
    return Sample("polyglot", make(rng).data + b"PK\x03\x04" + page + b"%PDF-1.7" + page, True)


def truncated(rng: random.Random) -> Sample:
    """Cut in the middle of what is shown."""
    make = rng.choice([lambda r: Sample("", encoded(scene(r), "JPEG", exif=exif(r)), True), heic])
    data = make(rng).data
    return Sample("truncated", data[: int(len(data) * rng.uniform(0.3, 0.6))], False)


def noise(rng: random.Random) -> Sample:
    head = rng.choice(
        [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x10\0\0\0WEBP", b"II*\0", b"<svg>", b""]
    )
    return Sample("noise", head + rng.randbytes(400), False)


MAKERS: list[Callable[[random.Random], Sample]] = [
    jpeg, png, webp, heic, gif, tiff, mpo, polyglot, truncated, noise, jpeg, cmyk,
]  # fmt: skip


def png_of(width: int, height: int, colour: int = 6) -> bytes:
    """A PNG of zeros: a few kilobytes that ask for gigabytes (P1–P3)."""
    channels = {0: 1, 2: 3, 6: 4}[colour]
    squeeze = zlib.compressobj(9)
    row = bytes(width * channels + 1)
    body = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _bomb(width: int, height: int) -> Callable[[random.Random], Sample]:
    return lambda rng: Sample(f"png {width}x{height}", png_of(width, height), width * height <= 40_000_000)


def giant_jpeg(rng: random.Random) -> Sample:
    """The header of a JPEG of 65,500 by 65,500."""
    data = bytearray(encoded(Image.new("RGB", (64, 64)), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 65_500, 65_500)
    return Sample("jpeg 65500²", bytes(data), False)


def film(rng: random.Random) -> Sample:
    """A WebP that moves for 10,000 frames: one frame, repeated in the container."""
    data = encoded(Image.new("RGB", (16, 16)), "WEBP", save_all=True, append_images=[Image.new("RGB", (16, 16), "red")])
    first = data.index(b"ANMF")
    size = struct.unpack("<I", data[first + 4 : first + 8])[0] + 8
    body = data[12:first] + data[first : first + size] * 10_000
    return Sample("webp of 10,000 frames", b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body, False)


def progressive(rng: random.Random) -> Sample:
    """A progressive JPEG keeps every coefficient in memory until the last scan."""
    data = encoded(Image.new("L", (6_300, 6_300)).convert("RGB"), "JPEG", progressive=True, subsampling=0)
    return Sample("progressive jpeg of 40 million pixels", data, False)


def webp_of_many_pixels(rng: random.Random) -> Sample:
    return Sample("webp of 40 million pixels", encoded(Image.new("RGB", (6_300, 6_300)), "WEBP", method=0), False)


def wide(rng: random.Random) -> Sample:
    return Sample("png 1,000,000 x 1", png_of(1_000_000, 1, 2), False)


def text_bomb(rng: random.Random) -> Sample:
    """A compressed text of 64 MB in a PNG of one pixel."""
    text = PngImagePlugin.PngInfo()
    text.add_itxt("Comment", "0" * 64_000_000, zip=True)
    return Sample("png with 64 MB of text", encoded(Image.new("RGB", (9, 9)), "PNG", pnginfo=text), False)


TRAPS: list[Callable[[random.Random], Sample]] = [_bomb(9_000, 9_000), giant_jpeg, film, wide, text_bomb]
DEAR_TRAPS = [_bomb(13_000, 13_000), _bomb(6_300, 6_300), progressive, webp_of_many_pixels]
