"""Who may do what at the addresses of uploads."""

from tests.architecture.who import STAFF

UPLOAD: dict[str, set[str]] = {
    "desk_uploads": STAFF,
    "desk_upload_new": STAFF,
    "desk_upload_draw": STAFF,
    "desk_upload": STAFF,
    "desk_upload_columns": STAFF,
    "desk_upload_bring_in": STAFF,
    "desk_upload_withdraw": STAFF,
    "desk_upload_undo": STAFF,
    "desk_upload_rejects": STAFF,
}
