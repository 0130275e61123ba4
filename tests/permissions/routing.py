"""Rules, units and contractors' links."""

from tests.permissions.rows import STAFF, Row

CHANGE = ("admin", "coordinator")
_UNIT = {"name_fi": "Kadut", "working_days": ["1"]}

ROUTING = (
    Row("read whose messages are whose", "GET", ("/<town>/desk/routing", "/<town>/desk/units"), who=STAFF),
    Row("read how a unit is reached", "GET", ("/<town>/desk/units/<unit>",), who=STAFF),
    Row("add a rule", "POST", ("/<town>/desk/routing",), who=CHANGE, body={"body": "kadut", "note": "x"}),
    Row("route what waits", "POST", ("/<town>/desk/routing/waiting",), who=CHANGE),
    Row("change a rule", "GET", ("/<town>/desk/routing/rules/<rule>",), who=CHANGE),
    Row("change a rule", "POST", ("/<town>/desk/routing/rules/<rule>",), who=CHANGE, body={"body": "kadut"}),
    Row("end a rule", "POST", ("/<town>/desk/routing/rules/<rule>/end",), who=CHANGE),
    Row("add a unit", "POST", ("/<town>/desk/units",), who=CHANGE, body={**_UNIT, "name_fi": "Uusi yksikkö"}),
    Row("change a unit", "POST", ("/<town>/desk/units/<unit>",), who=CHANGE, body=_UNIT),
    Row(
        "make a contractor's link",
        "POST",
        ("/<town>/desk/units/<unit>/links",),
        who=CHANGE,
        body={"label": "Urakoitsija", "days": "3"},
    ),
    Row("end a contractor's link", "POST", ("/<town>/desk/units/<unit>/links/<link>/end",), who=CHANGE),
    Row("read work by a contractor's link", "GET", ("/<town>/work/<secret>",)),
    Row(
        "see a picture that nobody has looked at by a link",
        "GET",
        ("/<town>/work/<secret>/photos/<photo>.jpg",),
        who=(),
    ),
    Row(
        "mark what is not the link's",
        "POST",
        ("/<town>/work/<secret>/pins/<pin>",),
        who=(),
        body={"act": "done", "version": "1"},
    ),
    Row(
        "read work by a link that opens nothing", "GET", ("/<town>/work/<secret>",), who=(), fill={"secret": "nothing"}
    ),
)
