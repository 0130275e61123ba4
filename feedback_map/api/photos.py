"""Pictures over the wire: sent first, by themselves; the message that follows names them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from delivery.api import Repeatable, done_once
from delivery.pictures.refusals import MOST_BYTES, picture_refused
from delivery.services import address_of, demand
from feedback_map.api.sending import SEND_PROBLEMS, TOKEN, participant_token
from feedback_map.permissions import limits_on_photos
from feedback_map.serializers import UploadedPhotoSerializer
from feedback_map.services import upload_photo
from geo.api.answers import OpenView, private_answer, town_named
from geo.api.parameters import Query
from geo.serializers import problems

FIELD = "photo"


class PhotosView(OpenView):
    @extend_schema(
        operation_id="send_photo",
        parameters=[TOKEN],
        request={
            "image/*": OpenApiTypes.BINARY,
            "multipart/form-data": {"type": "object", "properties": {FIELD: {"type": "string", "format": "binary"}}},
        },
        responses={201: UploadedPhotoSerializer, **SEND_PROBLEMS, **problems(503, 507)},
        tags=["pins"],
    )
    def post(self, request: Request, town: str) -> HttpResponse:
        """Send a picture ahead of its pin, which claims it by the token given here, within two days.

        At most 10 MB and 40 million pixels; JPEG, PNG, WebP, HEIC, GIF or TIFF. It is made anew: its place, its maker
        and whatever else came with it are not kept.
        """
        Query(request).done()
        here = town_named(town)
        demand(*limits_on_photos(token=participant_token(request), address=address_of(request._request)))
        picture = _picture(request._request)

        def keep() -> HttpResponse:
            sent = upload_photo(town=here, data=picture)
            return private_answer({"photo": sent.token, "width": sent.width, "height": sent.height}, status=201)

        return done_once(request, Repeatable(f"api {town} photos", participant_token(request) or "", picture), keep)


def _picture(request: HttpRequest) -> bytes:
    """The body itself, or the file of a form; of what is too large no more is read than shows it."""
    if request.content_type == "multipart/form-data":
        sent = request.FILES.get(FIELD)
        return sent.read() if sent else b""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise picture_refused("too_large")
    return request.read(MOST_BYTES + 1)
