"""Every reason for which an import may refuse a row: a code for programs, a sentence for people.

A closed list: an import that refuses for another reason fails loudly, and tests/architecture asks each for a test.
"""

from django.utils.translation import gettext_lazy as _

ROW_REASONS = {
    "bad_time": _("the time is no time that a message can have come"),
    "bad_value": _("something that the row says of a place is not possible: its size, its address"),
    "duplicate_id": _("an earlier row of the file has the same id or code"),
    "empty_text": _("the row says nothing"),
    "invalid_geometry": _("the geometry is damaged, cannot be repaired, or is not one place"),
    "invalid_number": _("a figure of people is not a count"),
    "no_code": _("an area has neither a code nor a name to make one of"),
    "no_coordinates": _("the row has no place, and one is needed"),
    "no_id": _("the columns of --id are empty"),
    "no_owner": _("the measure names nobody who is responsible for it"),
    "not_a_number": _("the coordinates are no numbers"),
    "not_an_area": _("the shape is a point or a line where an area is needed"),
    "no_plan": _("the object belongs to no plan of the file or of the town"),
    "null_island": _("the place is at zero and zero"),
    "outside_town": _("the place is outside the town, or outside Finland"),
    "swapped_axes": _("the place is right when x and y change places"),
    "text_too_long": _("the text is longer than a message may be"),
    "too_many_vertices": _("the line or area has more vertices than are read"),
    "unknown_age_band": _("the age band is not one of ours"),
    "unknown_channel": _("the channel is not one of ours"),
    "unknown_code": _("a code is not on its national list"),
    "unknown_home": _("the town has no such area in the set of homes"),
    "unknown_kind": _("the kind of message is not one of ours"),
    "unknown_message": _("the message is of no kind that is read"),
    "unknown_open_to": _("who may use the place is not one of ours"),
    "unknown_resident": _("the kind of resident is not one of ours"),
    "unknown_word": _("a code or word names nothing that the town or the service knows"),
    "unknown_visibility": _("neither public nor private"),
    "wrong_field_count": _("the row has more fields than the heading"),
}
