"""Every reason for which an import may refuse a row: a code for programs, a sentence for docs/commands.md.

A closed list: an import that refuses for another reason fails loudly, and tests/architecture asks each for a test.
"""

ROW_REASONS = {
    "bad_time": "the time is no time that a message can have come",
    "duplicate_id": "an earlier row of the file has the same id or code",
    "empty_text": "the row says nothing",
    "invalid_geometry": "the geometry is damaged, cannot be repaired, or is not one place",
    "invalid_number": "a figure of people is not a count",
    "no_code": "an area has neither a code nor a name to make one of",
    "no_coordinates": "the row has no place, and one is needed",
    "no_id": "the columns of --id are empty",
    "not_a_number": "the coordinates are no numbers",
    "not_an_area": "the shape is a point or a line where an area is needed",
    "no_plan": "the object belongs to no plan of the file or of the town",
    "null_island": "the place is at zero and zero",
    "outside_town": "the place is outside the town, or outside Finland",
    "swapped_axes": "the place is right when x and y change places",
    "text_too_long": "the text is longer than a message may be",
    "too_many_vertices": "the line or area has more vertices than are read",
    "unknown_age_band": "the age band is not one of ours",
    "unknown_channel": "the channel is not one of ours",
    "unknown_code": "a code is not on its national list",
    "unknown_home": "the town has no such area in the set of homes",
    "unknown_kind": "the kind of message is not one of ours",
    "unknown_message": "the message is of no kind that is read",
    "unknown_resident": "the kind of resident is not one of ours",
    "unknown_visibility": "neither public nor private",
    "wrong_field_count": "the row has more fields than the heading",
}
