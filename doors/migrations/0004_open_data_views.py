"""Read-only views for GIS programs that connect to the database: what /ogc/ tells, in a schema of its own.

The views run with the rights of their owner and read published tables alone, so that a role that may read them needs
no right to anything else. What a function with its owner's rights tells is taken from everybody but the application.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import migrations
from geo.migrating import BatchedMigration

NAMES = "{from_}.names ->> 'fi' AS name_fi, {from_}.names ->> 'sv' AS name_sv, {from_}.names ->> 'en' AS name_en"


def _names(from_: str) -> str:
    return NAMES.format(from_=from_)


def _texts(column: str, name: str) -> str:
    return ", ".join(f"{column} ->> '{code}' AS {name}_{code}" for code in ("fi", "sv", "en"))


VIEWS = {
    "pins": """
        SELECT pin.public_id AS id, town.slug AS town, pin.code, pin.kind, pin.category, pin.text, pin.language,
               pin.channel, pin.process, pin.received_at, pin.place_note, area.code AS about_area,
               pin.state_type AS state, pin.owner, pin.answered_at, pin.supports, pin.photos, pin.merged_into, pin.geom
        FROM feedback_map_publishedpin pin
        JOIN geo_municipality town ON town.id = pin.municipality_id AND town.is_public
        LEFT JOIN geo_area area ON area.id = pin.about_area_id
    """,
    "proposals": f"""
        SELECT said.public_id AS id, town.slug AS town, said.round_slug AS round, said.number, said.state,
               {_texts("said.titles", "title")}, {_texts("said.texts", "text")}, said.pot, said.theme,
               said.cost_cents / 100.0 AS cost_eur, said.yearly_cents / 100.0 AS yearly_eur,
               said.published_at, said.updated_at, said.geom
        FROM budgeting_publishedproposal said
        JOIN geo_municipality town ON town.id = said.municipality_id AND town.is_public
    """,
    "plans": f"""
        SELECT plan.public_id AS id, town.slug AS town, plan.slug, {_names("plan")}, {_texts("plan.summary", "summary")},
               plan.kind, plan.state, plan.permanent_identifier, plan.case_number, plan.area_m2, plan.initiated_on,
               plan.approved_on, plan.published_at, plan.updated_at, plan.geom
        FROM zoning_publishedplan plan
        JOIN geo_municipality town ON town.id = plan.municipality_id AND town.is_public
    """,
    "hearings": f"""
        SELECT hearing.public_id AS id, town.slug AS town, plan.slug AS plan, {_texts("plan.names", "plan_name")},
               hearing.kind, hearing.first_day, hearing.last_day, hearing.cancelled_at, hearing.published_at, plan.geom
        FROM zoning_publishedhearing hearing
        JOIN zoning_publishedplan plan ON plan.plan_id = hearing.plan_id
        JOIN geo_municipality town ON town.id = hearing.municipality_id AND town.is_public
    """,
    "places": f"""
        SELECT town.slug || '/' || place.code AS id, town.slug AS town, place.code, {_names("place")}, place.kind,
               place.address, place.floor_area_m2, place.is_free, place.is_accessible, place.point AS geom
        FROM geo_place place
        JOIN geo_municipality town ON town.id = place.municipality_id AND town.is_public
        WHERE place.is_shown
    """,
    "areas": f"""
        SELECT town.slug || '/' || area_set.kind || '/' || area.code AS id, town.slug AS town, area_set.kind AS area_set,
               area.code, {_names("area")}, parent.code AS parent, area_set.valid_from, area.geom
        FROM geo_area area
        JOIN geo_areaset area_set ON area_set.id = area.area_set_id
             AND area_set.valid_from <= CURRENT_DATE AND (area_set.valid_to IS NULL OR area_set.valid_to > CURRENT_DATE)
        JOIN geo_municipality town ON town.id = area.municipality_id AND town.is_public
        LEFT JOIN geo_area parent ON parent.id = area.parent_id
    """,
    "population": f"""
        SELECT town.slug || '/' || area_set.kind || '/' || told.code AS id, town.slug AS town,
               area_set.kind AS area_set, told.code, {_names("told")}, told.people, told.people_year, told.people_basis,
               told.holiday_homes, told.participants_home, told.hidden AS suppressed, told.released_at, told.geom
        FROM doors_population told
        JOIN geo_areaset area_set ON area_set.id = told.area_set_id
             AND area_set.valid_from <= CURRENT_DATE AND (area_set.valid_to IS NULL OR area_set.valid_to > CURRENT_DATE)
        JOIN geo_municipality town ON town.id = told.municipality_id AND town.is_public
    """,
    "coverage": f"""
        SELECT town.slug || '/' || area_set.kind || '/' || told.id AS id, town.slug AS town,
               area_set.kind AS area_set, told.code, {_names("told")}, told.months, told.denominator,
               told.area_class AS class, told.sir, told.sir_lo95, told.sir_hi95, told.participants, told.people,
               told.expected, told.suppressed, told.window_from, told.window_to, told.released_at, told.geom
        FROM doors_coverage told
        JOIN geo_areaset area_set ON area_set.id = told.area_set_id
             AND area_set.valid_from <= CURRENT_DATE AND (area_set.valid_to IS NULL OR area_set.valid_to > CURRENT_DATE)
        JOIN geo_municipality town ON town.id = told.municipality_id AND town.is_public
    """,
}
CREATE = "\n".join(
    [
        "CREATE SCHEMA open_data;",
        *(f"CREATE VIEW open_data.{name} AS {text};" for name, text in VIEWS.items()),
    ]
)
ADMIT = """
CREATE FUNCTION open_data.admit(reader text) RETURNS void LANGUAGE plpgsql AS $$
-- With the rights of whoever calls it: only the owner of the views may. Views that come later are readable, too.
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA open_data TO %I', reader);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA open_data TO %I', reader);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA open_data GRANT SELECT ON TABLES TO %I', reader);
END $$;
REVOKE ALL ON FUNCTION open_data.admit(text) FROM PUBLIC;
"""


def keep_words_to_the_application(apps: Any, editor: Any) -> None:
    """pins_with_words reads every message with its owner's rights: only the application, which asks for whom, may."""
    app_role = editor.quote_name(settings.DATABASES["default"]["USER"])
    for told in ("pins_with_words(text)", "pins_with_words(text, integer)"):
        editor.execute(f"GRANT EXECUTE ON FUNCTION {told} TO {app_role}")
        editor.execute(f"REVOKE EXECUTE ON FUNCTION {told} FROM PUBLIC")


def give_words_to_everybody(apps: Any, editor: Any) -> None:
    for told in ("pins_with_words(text)", "pins_with_words(text, integer)"):
        editor.execute(f"GRANT EXECUTE ON FUNCTION {told} TO PUBLIC")


class Migration(BatchedMigration):
    dependencies: ClassVar = [
        ("doors", "0003_data_files"),
        ("geo", "0005_places_and_embeds"),
        ("zoning", "0008_drawn_from_afar"),
        ("feedback_map", "0025_desk_list"),
    ]
    operations: ClassVar = [
        migrations.RunSQL(CREATE, "DROP SCHEMA open_data CASCADE"),
        migrations.RunSQL(ADMIT, "DROP FUNCTION open_data.admit(text)"),
        migrations.RunPython(keep_words_to_the_application, give_words_to_everybody),
    ]
