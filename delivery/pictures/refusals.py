"""The reasons for which a picture is not taken: codes for programs, sentences for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from geo.refusals import FieldError, Refused

MOST_BYTES = 10_000_000
REASONS = {
    "empty": _("The file is empty."),
    "too_large": _("The picture is larger than 10 MB. Send a smaller one."),
    "not_a_picture": _("This is not a picture of a kind that is taken. Send a JPEG, PNG, WebP, HEIC, GIF or TIFF."),
    "too_many_pixels": _("The picture has more than 40 million pixels. Send a smaller one."),
    "too_many_frames": _("The picture moves. Send a still picture."),
    "broken": _("The picture cannot be read: it is damaged, or too large to be read safely."),
    "too_hard": _("Reading the picture takes too much time or memory. Send a smaller one."),
}


def picture_refused(code: str, field: str = "photo") -> Refused:
    known = code if code in REASONS else "broken"
    return Refused([FieldError(field, known, REASONS[known])])
