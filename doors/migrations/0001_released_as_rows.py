"""Views over released figures. They read only what was released, and no table of persons."""

from django.contrib.gis.db import models as gis
from django.db import migrations, models
from geo.migrating import BatchedMigration

POPULATION = """
CREATE VIEW doors_population WITH (security_invoker = true) AS
SELECT figure.id, figure.municipality_id, figure.area_set_id, area.code, area.names, area.geom,
       CASE WHEN figure.people >= 5 OR figure.people = 0 THEN figure.people END AS people,
       figure.people_year, figure.people_basis,
       CASE WHEN figure.holiday_homes >= 5 OR figure.holiday_homes = 0 THEN figure.holiday_homes END AS holiday_homes,
       figure.participants_home, figure.hidden, release.made_at AS released_at
FROM neighbourhoods_areafigure figure
JOIN geo_area area ON area.id = figure.area_id
JOIN neighbourhoods_release release ON release.id = figure.release_id
WHERE figure.release_id = (
    SELECT other.release_id FROM neighbourhoods_areafigure other
    JOIN neighbourhoods_release newest ON newest.id = other.release_id
    WHERE other.area_set_id = figure.area_set_id
    ORDER BY newest.made_at DESC, newest.id DESC LIMIT 1
)
"""

COVERAGE = """
CREATE VIEW doors_coverage WITH (security_invoker = true) AS
SELECT concat_ws('-', told ->> 'code', newest.months, newest.denominator) AS id,
       newest.municipality_id, newest.area_set_id, told ->> 'code' AS code, told -> 'names' AS names, area.geom,
       newest.months, newest.denominator, told ->> 'class' AS area_class,
       (told ->> 'people')::float8 AS people, (told ->> 'participants')::float8::integer AS participants,
       (told ->> 'expected')::float8 AS expected, (told ->> 'sir')::float8 AS sir,
       (told ->> 'sir_lo95')::float8 AS sir_lo95, (told ->> 'sir_hi95')::float8 AS sir_hi95,
       coalesce(told ->> 'suppressed', '') AS suppressed,
       newest.window_from, newest.window_to, newest.made_at AS released_at
FROM (
    SELECT DISTINCT ON (released.municipality_id, released.kind, released.months, released.denominator)
           released.*, release.made_at, release.window_from, release.window_to
    FROM neighbourhoods_releasedcoverage released
    JOIN neighbourhoods_release release ON release.id = released.release_id
    WHERE release.process_id IS NULL AND released.months IS NOT NULL
    ORDER BY released.municipality_id, released.kind, released.months, released.denominator,
             release.made_at DESC, release.id DESC
) newest
CROSS JOIN LATERAL jsonb_array_elements(newest.coverage -> 'areas') told
LEFT JOIN geo_area area ON area.area_set_id = newest.area_set_id AND area.code = told ->> 'code'
"""


class Migration(BatchedMigration):
    initial = True
    dependencies = [("neighbourhoods", "0005_votes_engage"), ("geo", "0003_dwellings")]
    operations = [
        migrations.RunSQL(POPULATION, "DROP VIEW doors_population"),
        migrations.RunSQL(COVERAGE, "DROP VIEW doors_coverage"),
        migrations.CreateModel(
            name="ReleasedPopulation",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("municipality_id", models.BigIntegerField()),
                ("area_set_id", models.BigIntegerField()),
                ("code", models.CharField(max_length=60)),
                ("names", models.JSONField()),
                ("geom", gis.MultiPolygonField(srid=3067)),
                ("people", models.FloatField(null=True)),
                ("people_year", models.PositiveSmallIntegerField(null=True)),
                ("people_basis", models.CharField(max_length=15)),
                ("holiday_homes", models.FloatField(null=True)),
                ("participants_home", models.PositiveIntegerField(null=True)),
                ("hidden", models.CharField(max_length=12)),
                ("released_at", models.DateTimeField()),
            ],
            options={"db_table": "doors_population", "managed": False},
        ),
        migrations.CreateModel(
            name="CoverageArea",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False, help_text="area, months, denominator")),
                ("municipality_id", models.BigIntegerField()),
                ("area_set_id", models.BigIntegerField()),
                ("code", models.TextField()),
                ("names", models.JSONField()),
                ("geom", gis.MultiPolygonField(null=True, srid=3067)),
                ("months", models.PositiveSmallIntegerField()),
                ("denominator", models.CharField(max_length=10)),
                ("area_class", models.TextField(null=True)),
                ("people", models.FloatField(null=True)),
                ("participants", models.IntegerField(null=True)),
                ("expected", models.FloatField(null=True)),
                ("sir", models.FloatField(null=True)),
                ("sir_lo95", models.FloatField(null=True)),
                ("sir_hi95", models.FloatField(null=True)),
                ("suppressed", models.TextField()),
                ("window_from", models.DateTimeField()),
                ("window_to", models.DateTimeField()),
                ("released_at", models.DateTimeField()),
            ],
            options={"db_table": "doors_coverage", "managed": False},
        ),
    ]
