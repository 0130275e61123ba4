"""Towns, their areas, people and places. Stored in EPSG:3067 (ETRS-TM35FIN, metres)."""

from __future__ import annotations

from django.contrib.gis.db import models as gis
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.languages import text_in
from geo.querysets import AreaQuerySet, AreaSetQuerySet

SRID = 3067


def default_languages() -> list[str]:
    return ["fi", "sv", "en"]


class Municipality(models.Model):
    """A town (kunta). Every other row belongs to one."""

    class BoundarySource(models.TextChoices):
        FILE = "file", "read from a boundary file"
        AREAS = "areas", "the union of the town's first area set"

    slug = models.SlugField(max_length=60, unique=True)
    code = models.CharField(max_length=3, blank=True, help_text="national municipality code")
    names = models.JSONField(default=dict)
    boundary = gis.MultiPolygonField(srid=SRID, null=True)
    boundary_source = models.CharField(max_length=10, choices=BoundarySource, blank=True)
    languages = ArrayField(models.CharField(max_length=10), default=default_languages)
    home_set = models.SlugField(max_length=40, blank=True, help_text="kind of the area set that people name as home")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    desk = models.JSONField(default=dict, help_text="where a person helps, by language: place and hours")
    controller = models.JSONField(default=dict, help_text="who answers for personal data, by language")
    privacy_contact = models.JSONField(default=dict, help_text="the data protection officer, by language")
    base_maps = models.JSONField(default=list, help_text="outside base maps, see docs/base-maps.md")
    embed_origins = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, help_text="whose pages may show the town's embeds"
    )
    greeting = models.JSONField(default=dict, help_text="a few words above the map, by language")
    logo = models.CharField(max_length=80, blank=True, help_text="the town's own picture, in the store of files")
    logo_sha256 = models.BinaryField(null=True)
    is_demo = models.BooleanField(default=False)
    is_public = models.BooleanField(default=True, db_default=True, help_text="until then only its staff see it")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.slug

    @property
    def first_language(self) -> str:
        return self.languages[0] if self.languages else "fi"


class BoundaryPart(models.Model):
    """A piece of the town's boundary, small enough to be searched fast."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="boundary_parts")
    geom = gis.PolygonField(srid=SRID)


class AreaSet(models.Model):
    """A dated partition of a town: area boards, neighbourhoods, postal areas (aluejako)."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="area_sets")
    kind = models.SlugField(max_length=40)
    names = models.JSONField(default=dict)
    member_term = models.JSONField(default=dict, help_text="what one member is called, by language")
    source = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    illustrative = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="the first day on which it is no longer valid")
    content_hash = models.CharField(max_length=64, blank=True, help_text="of the imported areas")
    parent_kind = models.SlugField(max_length=40, blank=True)

    objects = AreaSetQuerySet.as_manager()

    class Meta:
        ordering = ["municipality", "kind", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="geo_areaset_ends_after_start",
            ),
            ExclusionConstraint(
                name="geo_areaset_one_valid_at_a_time",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from}"

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.kind

    def member(self, language: str) -> str:
        return text_in(self.member_term, language)


class Area(models.Model):
    """One member of an area set (alue)."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="areas")
    area_set = models.ForeignKey(AreaSet, models.CASCADE, related_name="areas")
    code = models.CharField(max_length=60)
    names = models.JSONField(default=dict)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    geom = gis.MultiPolygonField(srid=SRID)
    label_point = gis.PointField(srid=SRID)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["area_set", "code"]
        constraints = [models.UniqueConstraint(fields=["area_set", "code"], name="geo_area_code_once_in_a_set")]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.code


class AreaPart(models.Model):
    """A subdivided piece of an area: what point-in-area searches read."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    area_set = models.ForeignKey(AreaSet, models.CASCADE, related_name="parts")
    area = models.ForeignKey(Area, models.CASCADE, related_name="parts")
    geom = gis.PolygonField(srid=SRID)


class GridCell(models.Model):
    """A square of the national statistical grid, 250 m or 1 km (väestöruutu)."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="cells")
    size_m = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    geom = gis.PolygonField(srid=SRID)
    centre = gis.PointField(srid=SRID)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "size_m", "code"], name="geo_gridcell_code_once_in_a_town")
        ]

    def __str__(self) -> str:
        return self.code


class PopulationCount(models.Model):
    """People, holiday homes or dwellings of a cell or an area in a year; `count` is null where the source hides it.

    `age_from` and `age_to` are inclusive; both null is the total; `age_to` null with an `age_from` is open-ended.
    """

    class What(models.TextChoices):
        PEOPLE = "people", "people"
        HOLIDAY_HOMES = "holiday_homes", "holiday homes"
        DWELLINGS = "dwellings", "dwellings"

    class Basis(models.TextChoices):
        GIVEN = "given", "as the source gives it"
        INTERPOLATED = "interpolated", "spread from other areas by area"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="population")
    cell = models.ForeignKey(GridCell, models.CASCADE, null=True, blank=True, related_name="population")
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="population")
    year = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=15, choices=What, default=What.PEOPLE)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    count = models.FloatField(null=True, blank=True)
    basis = models.CharField(max_length=15, choices=Basis, default=Basis.GIVEN)
    estimated = models.BooleanField(default=False, help_text="rests on figures that the source hides")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cell__isnull=True, area__isnull=False) | Q(cell__isnull=False, area__isnull=True),
                name="geo_population_of_a_cell_or_an_area",
            ),
            models.UniqueConstraint(
                fields=["cell", "area", "year", "what", "age_from", "age_to"],
                name="geo_population_once",
                nulls_distinct=False,
            ),
        ]


class Place(models.Model):
    """A meeting place or free space (kohtaamispaikka): how large, for whom, at what price, and how one gets in."""

    class OpenTo(models.TextChoices):
        EVERYONE = "everyone", _("Anybody, without asking")
        BOOKING = "booking", _("Anybody who books it")
        MEMBERS = "members", _("Members, pupils or customers only")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="places")
    code = models.SlugField(max_length=80)
    names = models.JSONField(default=dict)
    kind = models.SlugField(max_length=40)
    point = gis.PointField(srid=SRID)
    address = models.CharField(max_length=200, blank=True)
    floor_area_m2 = models.FloatField(null=True, blank=True)
    is_free = models.BooleanField(null=True, blank=True)
    is_accessible = models.BooleanField(null=True, blank=True)
    open_to = models.CharField(max_length=10, choices=OpenTo, default=OpenTo.EVERYONE)
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="how many people fit in")
    texts = models.JSONField(default=dict, blank=True, help_text="what one can do there, by language")
    opening = models.JSONField(default=dict, blank=True, help_text="opening hours in words, by language")
    price = models.JSONField(default=dict, blank=True, help_text="what it costs in words, by language")
    access = models.JSONField(default=dict, blank=True, help_text="how accessible it is in words, by language")
    phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(blank=True, help_text="where it is told of, or booked")
    is_shown = models.BooleanField(default=True, help_text="false: closed down, or not to be shown yet")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["municipality", "code"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="geo_place_code_once_in_a_town"),
            models.CheckConstraint(
                condition=Q(floor_area_m2__isnull=True) | Q(floor_area_m2__gt=0), name="geo_place_has_some_floor"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.code


class PlaceName(models.Model):
    """A name that people use for somewhere: a village, a square, a lake. The town's own gazetteer."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="place_names")
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=10, default="fi")
    kind = models.SlugField(max_length=40)
    point = gis.PointField(srid=SRID)
    weight = models.PositiveSmallIntegerField(default=0, help_text="greater is shown first and from farther away")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name", "kind", "language"], name="geo_placename_once")
        ]


class MapFeature(models.Model):
    """A feature of the town's own base map, drawn when there is no other: water, roads, railways, built-up land."""

    class Kind(models.TextChoices):
        WATER = "water", "water"
        ROAD = "road", "road"
        RAIL = "rail", "railway"
        BUILT_UP = "built_up", "built-up land"
        GREEN = "green", "park or forest"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="map_features")
    code = models.CharField(max_length=80)
    kind = models.CharField(max_length=15, choices=Kind)
    names = models.JSONField(default=dict)
    rank = models.PositiveSmallIntegerField(default=0, help_text="0 is seen from farthest away")
    geom = gis.GeometryField(srid=SRID)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="geo_mapfeature_code_once")]


from geo.uploads.models import Upload as Upload  # noqa: E402, PLC0414 - it points at a town, known by now; others ask here
