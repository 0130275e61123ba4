"""The reasons for which a drawing is not laid over the map: codes for programs, sentences for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REASONS = {
    "empty": _("The file is empty."),
    "too_large": _("The drawing is larger than 50 MB. Save it smaller."),
    "not_a_picture": _("This is not a drawing of a kind that is taken. Send a GeoTIFF, or a TIFF, PNG, JPEG or WebP."),
    "too_many_pixels": _("The drawing has more than 60 million pixels. Save it smaller."),
    "broken": _("The drawing cannot be read: it is damaged, or too large to be read safely."),
    "too_hard": _("Reading the drawing takes too much time or memory. Save it smaller."),
    "no_place": _("The drawing does not say where it lies. Give its four corners."),
    "unknown_crs": _("The drawing's coordinate system is not one that is read. Give its four corners."),
    "not_in_finland": _("The drawing would not lie in Finland. Look at the order of the coordinates: east, north."),
    "too_wide": _("The drawing would be more than 100 kilometres wide. Look at its corners."),
    "mirrored": _("The drawing would be mirrored. Give the corners in this order: top left, top right, bottom right, "
                  "bottom left."),
    "bad_corners": _("Four corners in this order are needed: top left, top right, bottom right, bottom left."),
}  # fmt: skip
