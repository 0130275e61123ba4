"""A person's own data in one file to keep: the same as JSON for programs and as a page to read, and the pictures."""

from __future__ import annotations

import io
import json
import zipfile

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from delivery.files import read_file
from feedback_map.own_data import data_about, pictures_of
from feedback_map.services import Whose
from frontend.pages import PRIVATE, page_of
from geo.models import Municipality


def own_data_zip(request: HttpRequest, town: Municipality, whose: Whose) -> bytes:
    data = data_about(town, whose)
    page = render_to_string("frontend/privacy/export.html", {"data": data, "page": page_of(request)}, request)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        archive.writestr("data.html", page)
        for number, name in enumerate(pictures_of(town, whose), 1):
            archive.writestr(f"picture-{number}.jpg", read_file(name))
    return made.getvalue()


def as_download(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="kuuluvuus.zip"'
    response.headers["Cache-Control"] = PRIVATE
    return response
