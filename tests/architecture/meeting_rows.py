"""Who may do what at the addresses of meeting places, events, initiatives and embeds."""

from tests.architecture.who import ANYONE_READS, ANYONE_SENDS, STAFF

MEETING: dict[str, set[str]] = {
    "places": ANYONE_READS,
    "places_by_area": ANYONE_READS,
    "place": ANYONE_READS,
    "events": ANYONE_READS,
    "event": ANYONE_SENDS,  # to sign up
    "event_calendar": ANYONE_READS,
    "feeds": ANYONE_READS,
    "feed_events": ANYONE_READS,
    "feed_initiatives": ANYONE_READS,
    "initiatives": ANYONE_READS,
    "initiative": ANYONE_READS,  # one that somebody has looked at
    "initiative_new": ANYONE_SENDS,
    "initiative_mine": ANYONE_SENDS,  # with the maker's own link
    "initiative_support": ANYONE_SENDS,
    "embed_map": ANYONE_READS,
    "embed_counter": ANYONE_READS,
    "embed_area": ANYONE_READS,
    "embed_say": ANYONE_READS,
    "api-meeting-places": ANYONE_READS,
    "api-meeting-place": ANYONE_READS,
    "api-open-space": ANYONE_READS,
    "api-event": ANYONE_READS,
    "api-sign-ups": {"POST"},
    "api-sign-up": {"GET", "DELETE"},  # with its key
    "api-initiatives": ANYONE_SENDS,
    "api-initiative": ANYONE_READS,
    "api-own-initiative": {"GET", "DELETE"},  # with its key
    "api-initiative-support": ANYONE_SENDS,
    "api-pin-support": ANYONE_SENDS,
    "api-pin-rating": {"POST"},  # with the key of the message
    "api-pin-not-fixed": {"POST"},  # with the key of the message, or by one of its supporters
    "api-pin-reports": {"POST"},
    "api-follows": {"POST"},
    "api-own-follows": {"GET", "DELETE"},  # with the key of the reader
    "api-own-follow": {"GET", "DELETE"},  # with the key of the reader
    "desk_places": STAFF,
    "desk_place_new": STAFF,
    "desk_place": STAFF,
    "desk_events": STAFF,
    "desk_event_new": STAFF,
    "desk_event_change": STAFF,
    "desk_event_off": STAFF,
    "desk_event_people": STAFF,
    "desk_event_came": STAFF,
    "desk_initiatives": STAFF,
    "desk_initiative": STAFF,
    "desk_initiative_show": STAFF,
    "desk_embed": STAFF,
}
