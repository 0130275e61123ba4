"""Meeting places with what they have gained since: for whom, how many fit in, when open, at what price, how accessible.

The columns come after those that were there, so that nobody's right to the view ends.
"""

from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration


def _texts(column: str, name: str) -> str:
    return ", ".join(f"place.{column} ->> '{code}' AS {name}_{code}" for code in ("fi", "sv", "en"))


THEN = f"""
    town.slug || '/' || place.code AS id, town.slug AS town, place.code, {_texts("names", "name")}, place.kind,
    place.address, place.floor_area_m2, place.is_free, place.is_accessible, place.point AS geom
"""
SINCE = f"""
    place.open_to, place.capacity, {_texts("texts", "text")}, {_texts("opening", "opening")},
    {_texts("price", "price")}, {_texts("access", "access")}, place.phone, place.website, place.changed_at
"""
FROM = """
    FROM geo_place place
    JOIN geo_municipality town ON town.id = place.municipality_id AND town.is_public
    WHERE place.is_shown
"""
TELL_WHOLE = f"CREATE OR REPLACE VIEW open_data.places AS SELECT {THEN}, {SINCE} {FROM}"
# A view loses columns only by going; roles that read it now keep their right, which they have to every new view.
TELL_AS_BEFORE = f"DROP VIEW open_data.places; CREATE VIEW open_data.places AS SELECT {THEN} {FROM}"


class Migration(BatchedMigration):
    dependencies: ClassVar = [("doors", "0006_figures_for_readers"), ("geo", "0005_places_and_embeds")]
    operations: ClassVar = [migrations.RunSQL(TELL_WHOLE, TELL_AS_BEFORE)]
