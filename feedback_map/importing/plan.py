"""Which column of a file is what, as the person who imports it said or as its headings tell."""

from __future__ import annotations

from dataclasses import dataclass, field

from feedback_map.models import Category, Kind, Visibility
from geo import crs
from geo.files.reader import LayerInfo
from geo.importing.columns import find, named
from geo.importing.command import ImportRefused
from geo.models import Area, AreaSet, Municipality
from participation.models import Channel, Process

X = ("longitude", "lon", "lng", "long", "pituusaste", "easting", "east", "itä", "itäkoordinaatti", "e", "x")
Y = ("latitude", "lat", "leveysaste", "northing", "north", "pohjoinen", "pohjoiskoordinaatti", "n", "y")
DEGREES = frozenset({"longitude", "lon", "lng", "long", "pituusaste", "latitude", "lat", "leveysaste"})
TITLES = ("title", "otsikko", "rubrik", "name", "nimi", "subject", "aihe")
TEXTS = ("text", "texts", "teksti", "body", "description", "kuvaus", "message", "viesti", "palaute", "feedback",
         "comment", "kommentti", "beskrivning", "content", "sisältö")  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the command line says; None where it is silent."""

    x: str | None = None
    y: str | None = None
    text: str | None = None
    kind: str | None = None
    category: str | None = None
    time: str | None = None
    id: str | None = None
    no_place: str = "reject"
    participant: str | None = None
    home: str | None = None
    home_set: str | None = None
    age_band: str | None = None
    resident: str | None = None
    channel: str = Channel.WEB
    visibility: str = Visibility.PUBLIC
    process: str | None = None


@dataclass(frozen=True)
class Plan:
    """The columns that are read, the words that stand for every row, and what codes in them mean."""

    town: Municipality
    crs: int | None
    x: str | None
    y: str | None
    texts: tuple[str, ...]
    title: str | None
    ids: tuple[str, ...]
    keep_without_place: bool
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    homes: dict[str, int] = field(default_factory=dict)
    process: Process | None = None

    def gives(self, name: str) -> bool:
        """Whether the file itself says it, row by row."""
        return name in self.columns


def make_plan(town: Municipality, layer: LayerInfo, asked: Asked) -> Plan:
    """What to read from this layer; ImportRefused in words when it cannot be known."""
    x, y = _coordinates(layer, asked)
    texts, title = _texts(layer, asked)
    columns, constants = _words(layer, asked)
    return Plan(
        town=town,
        crs=layer.crs or (crs.WIRE if x is not None and x.lower() in DEGREES else None),
        x=x,
        y=y,
        texts=texts,
        title=title,
        ids=tuple(_column(layer, name) for name in (asked.id or "").split(",") if name.strip()),
        keep_without_place=asked.no_place == "keep",
        columns=columns,
        constants=constants,
        categories=_categories(town) if "category" in columns else {},
        homes=_homes(town, asked) if "home" in columns else {},
        process=_process(town, asked.process),
    )


def _column(layer: LayerInfo, name: str) -> str:
    found = named(layer.fields, name.strip(), ())
    assert found is not None
    return found


def _coordinates(layer: LayerInfo, asked: Asked) -> tuple[str | None, str | None]:
    """The columns of x and y; neither when the layer has geometries of its own and none were named."""
    if (asked.x is None) != (asked.y is None):
        raise ImportRefused("Say both --x and --y, or neither.")
    if asked.x is not None and asked.y is not None:
        return _column(layer, asked.x), _column(layer, asked.y)
    if layer.has_geometry:
        return None, None
    x, y = find(layer.fields, X), find(layer.fields, Y)
    if x is not None and y is not None:
        return x, y
    if asked.no_place == "keep":
        return None, None
    raise ImportRefused(
        "No columns of coordinates are known in this file: name them with --x and --y, or take every row as a message "
        f"about the whole town with --no-place keep. It has: {', '.join(layer.fields)}"
    )


def _texts(layer: LayerInfo, asked: Asked) -> tuple[tuple[str, ...], str | None]:
    """The columns whose texts are joined, and the one that speaks when they are empty."""
    title = find(layer.fields, TITLES)
    if asked.text is not None:
        return tuple(_column(layer, name) for name in asked.text.split(",")), title
    body = find(layer.fields, TEXTS)
    chosen = tuple(name for name in (title, body) if name is not None)
    if not chosen:
        raise ImportRefused(f"Say which column holds the text, with --text. It has: {', '.join(layer.fields)}")
    return chosen, title


def _words(layer: LayerInfo, asked: Asked) -> tuple[dict[str, str], dict[str, str]]:
    """What the file says row by row, and what is the same for all rows."""
    columns = {
        name: _column(layer, column)
        for name in ("category", "time", "participant", "home", "age_band", "resident")
        if (column := getattr(asked, name)) is not None
    }
    constants: dict[str, str] = {}
    said = {"kind": asked.kind or find(layer.fields, ("kind",)) or Kind.FEEDBACK.value}
    said |= {"channel": asked.channel, "visibility": asked.visibility}
    for name, values in (("kind", Kind.values), ("channel", Channel.values), ("visibility", Visibility.values)):
        if said[name] in values:
            constants[name] = said[name]
        else:
            columns[name] = _column(layer, said[name])
    if "home" in columns and "participant" not in columns:
        raise ImportRefused("--home needs --participant: a home is a person's, not a message's.")
    return columns, constants


def _categories(town: Municipality) -> dict[str, int]:
    """The town's categories by code and by name in any language."""
    found: dict[str, int] = {}
    for category in Category.objects.filter(municipality=town).order_by("-order", "-code"):
        for word in (*category.names.values(), category.code):
            found[str(word).strip().lower()] = category.pk
    return found


def _homes(town: Municipality, asked: Asked) -> dict[str, int]:
    """The areas that a home may be in, by code and by name."""
    kind = asked.home_set or town.home_set
    if not kind:
        raise ImportRefused("Say with --home-set which areas the homes are in.")
    area_set = AreaSet.objects.filter(municipality=town, kind=kind).order_by("-valid_from").first()
    if area_set is None:
        raise ImportRefused(f"The town has no area set “{kind}”.")
    found: dict[str, int] = {}
    for area in Area.objects.filter(area_set=area_set).defer("geom").order_by("-code"):
        for word in (*area.names.values(), area.code):
            found[str(word).strip().lower()] = area.pk
    return found


def _process(town: Municipality, slug: str | None) -> Process | None:
    if slug is None:
        return None
    found = Process.objects.filter(municipality=town, slug=slug).first()
    if found is None:
        raise ImportRefused(f"The town has no process “{slug}”.")
    return found
