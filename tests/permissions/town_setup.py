"""Setting a town up: the service's operator makes it, its administrators do the rest."""

from tests.permissions.rows import Row

OPERATOR = ("operator",)
ADMIN = ("admin",)
CHANGE = ("admin", "coordinator")
_DESK = "/<town>/desk/town"
_NAMES = {"names_fi": "Uusila", "first_language": "fi", "languages": ["fi"], "code": "7"}
_STREETS = {"category": "streets"}
_MAP = {"id": "maasto", "url": "https://maps.example/{z}/{x}/{y}.png", "crs": "EPSG:3857", "max_zoom": "9"}

TOWN_SETUP = (
    Row("make a town", "GET", ("/new-town",), who=OPERATOR),
    Row("make a town", "POST", ("/new-town",), who=OPERATOR, body={**_NAMES, "slug": "uusila"}),
    Row("see a town's logo where there is none", "GET", ("/<town>/logo.jpg",), who=()),
    Row(
        "set the town up",
        "GET",
        (f"{_DESK}/", f"{_DESK}/facts", f"{_DESK}/texts", f"{_DESK}/checks", f"{_DESK}/base-maps"),
        who=ADMIN,
    ),
    Row("name the town", "POST", (f"{_DESK}/facts",), who=ADMIN, body=_NAMES),
    Row("tell of the town", "POST", (f"{_DESK}/texts",), who=ADMIN, body={"phone": "015 1"}),
    Row("change the logo", "POST", (f"{_DESK}/logo",), who=ADMIN, body={"remove": "1"}),
    Row("have a letter sent", "POST", (f"{_DESK}/letter",), who=ADMIN),
    Row("open the town", "POST", (f"{_DESK}/open",), who=ADMIN),
    Row("add a base map", "POST", (f"{_DESK}/base-maps",), who=ADMIN, body={**_MAP, "names_fi": "Maasto"}),
    Row("remove a base map that is not there", "POST", (f"{_DESK}/base-maps/<base>",), who=(), body={"remove": "1"}),
    Row(
        "read categories",
        "GET",
        (f"{_DESK}/categories", f"{_DESK}/categories/new", f"{_DESK}/categories/of/<category>"),
        who=CHANGE,
        fill=_STREETS,
    ),
    Row("begin with a model", "POST", (f"{_DESK}/begin",), who=CHANGE, body={"beginning": "surroundings"}),
    Row(
        "add a category",
        "POST",
        (f"{_DESK}/categories/new",),
        who=CHANGE,
        body={"name_fi": "Lumi", "kinds": ["thanks"]},
    ),
    Row(
        "change a category",
        "POST",
        (f"{_DESK}/categories/of/<category>",),
        who=CHANGE,
        body={"name_fi": "Kadut", "kinds": ["thanks"]},
        fill=_STREETS,
    ),
    Row(
        "move a category",
        "POST",
        (f"{_DESK}/categories/of/<category>/move",),
        who=CHANGE,
        body={"way": "up"},
        fill=_STREETS,
    ),
    Row("withdraw an invitation", "POST", ("/<town>/desk/staff/<user>/withdraw",), who=ADMIN),
)
