"""Other people's map services, made by us on loopback: real HTTP servers that draw real pictures."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image, ImageDraw

from geo import crs

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
GROUND, LINE, MARK = (214, 226, 205), (150, 170, 150), (255, 0, 255)
_EDGE = 20037508.342789244
Box = tuple[float, float, float, float]


class MapService(ThreadingHTTPServer):
    """Answers what `answer` makes of a path, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Callable[[str], tuple[int, bytes]] = lambda path: (200, PNG)
        super().__init__(("127.0.0.1", 0), _Answer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append(self.path)
        status, body = server.answer(self.path)
        self.send_response(status)
        if body and status in (301, 302):
            self.send_header("Location", body.decode())
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def running() -> Iterator[MapService]:
    server = MapService()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def drawn(longitude: float, latitude: float) -> Callable[[str], tuple[int, bytes]]:
    """A map of plain ground with a line each kilometre and one mark, as tiles of the web (/z/x/y) and as a WMS."""

    def answer(path: str) -> tuple[int, bytes]:
        code, box = _asked_for(path)
        x, y = crs.transform(longitude, latitude, crs.WIRE, code)
        return 200, _picture(box, (float(x), float(y)))

    return answer


def _asked_for(path: str) -> tuple[int, Box]:
    query = parse_qs(urlsplit(path).query)
    if "BBOX" in query:
        west, south, east, north = (float(value) for value in query["BBOX"][0].split(","))
        return crs.known_code(query["SRS"][0]), (west, south, east, north)
    z, x, y = (int(part) for part in path.removesuffix(".png").split("/")[-3:])
    side = 2 * _EDGE / 2**z
    west, north = -_EDGE + x * side, _EDGE - y * side
    return crs.MERCATOR, (west, north - side, west + side, north)


def _picture(box: Box, mark: tuple[float, float]) -> bytes:
    west, south, east, north = box
    picture = Image.new("RGB", (256, 256), GROUND)
    pen = ImageDraw.Draw(picture)
    pixels = 256 / (east - west)
    if pixels * 1000 > 8:
        for kilometre in range(int(west // 1000), int(east // 1000) + 1):
            pen.line([((kilometre * 1000 - west) * pixels, 0), ((kilometre * 1000 - west) * pixels, 256)], LINE)
        for kilometre in range(int(south // 1000), int(north // 1000) + 1):
            pen.line([(0, (north - kilometre * 1000) * pixels), (256, (north - kilometre * 1000) * pixels)], LINE)
    x, y = (mark[0] - west) * pixels, (north - mark[1]) * pixels
    pen.ellipse((x - 7, y - 7, x + 7, y + 7), MARK)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
