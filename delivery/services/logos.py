"""A town's own picture: made anew like any picture that somebody sends, and kept small."""

from __future__ import annotations

from django.db import transaction

from delivery.files import keep_file, new_name, remove_files
from delivery.pictures.cleaning import clean_picture
from geo.models import Municipality


def keep_logo(*, town: Municipality, data: bytes) -> None:
    """Refused when it is no picture. The file is on the disk before the town names it."""
    name = new_name()
    sha256 = keep_file(name, clean_picture(data).small)
    _name(town, name, sha256)


def remove_logo(*, town: Municipality) -> None:
    _name(town, "", None)


@transaction.atomic
def _name(town: Municipality, name: str, sha256: bytes | None) -> None:
    here = Municipality.objects.select_for_update(no_key=True).defer("boundary").get(pk=town.pk)
    before, here.logo, here.logo_sha256 = here.logo, name, sha256
    here.save(update_fields=["logo", "logo_sha256"])
    remove_files(town=here, names=[before] if before else [])
