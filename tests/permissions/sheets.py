"""Map sheets on paper: printed, photographed and entered by those who answer."""

from tests.permissions.rows import Row

ENTER = ("admin", "planner", "clerk", "coordinator")

SHEETS = (
    Row("follow the code that is printed on a map sheet", "GET", ("/<town>/sheets/<sheet>",)),
    Row(
        "see and print map sheets, and see photographs of them",
        "GET",
        (
            "/<town>/desk/sheets",
            "/<town>/desk/sheets/new",
            "/<town>/desk/sheets/<sheet>",
            "/<town>/desk/sheets/<sheet>/sheet.pdf",
            "/<town>/desk/sheets/photos/<photo>",
            "/<town>/desk/sheets/photos/<photo>.jpg",
            "/<town>/desk/sheets/photos/<photo>-small.jpg",
        ),
        who=ENTER,
        fill={"photo": "<sheet_photo>"},
    ),
    Row(
        "make map sheets and bring photographs of them",
        "POST",
        ("/<town>/desk/sheets", "/<town>/desk/sheets/new", "/<town>/desk/sheets/<sheet>"),
        who=ENTER,
    ),
    Row(
        "enter what is marked on a map sheet",
        "POST",
        (
            "/<town>/desk/sheets/photos/<photo>",
            "/<town>/desk/sheets/photos/<photo>/undo",
            "/<town>/desk/sheets/photos/<photo>/done",
            "/<town>/desk/sheets/photos/<photo>/remove",
        ),
        who=ENTER,
        fill={"photo": "<sheet_photo>"},
    ),
)
