"""Addresses of the pages. Each exists twice: without a language (the town's first one), and with one in front."""

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.views.decorators.http import require_http_methods, require_safe

from frontend import converters
from frontend.budget.routes import budget_routes
from frontend.data_routes import data_routes
from frontend.hearing_routes import hearing_routes
from frontend.key_routes import key_routes
from frontend.letter_routes import letter_routes
from frontend.meeting_routes import meeting_routes
from frontend.moderation_routes import moderation_routes
from frontend.plan_routes import plan_routes
from frontend.plan_work_routes import plan_work_routes
from frontend.programme_routes import programme_routes
from frontend.reply_routes import reply_routes
from frontend.routing_routes import routing_routes
from frontend.sheet_routes import sheet_routes
from frontend.statement_routes import statement_routes
from frontend.town_setup.routes import town_setup_routes
from frontend.town_uploads.routes import upload_routes
from frontend.views import (
    about,
    areas,
    clocks,
    collect,
    coverage,
    desk,
    desk_bulk,
    desk_entry,
    desk_open311,
    desk_outcomes,
    desk_photos,
    desk_queue,
    desk_ratings,
    documents,
    find,
    new_town,
    offline,
    outcomes,
    photos,
    pin,
    pin_form,
    pin_voices,
    processes,
    runs,
    staff,
    town_map,
    towns,
)

register_converter(converters.LanguageConverter, "language")
register_converter(converters.TownConverter, "town")
register_converter(converters.PublicIdConverter, "public_id")

in_town: list[URLPattern | URLResolver] = [
    path("", require_safe(town_map.show_map), name="map"),
    path("pins/new", pin_form.new_pin, name="pin_new"),
    path("pins/similar", pin_form.similar, name="pin_similar"),
    path("pins/<public_id:pin>", pin.show_pin, name="pin"),
    path("pins/<public_id:pin>/thanks", pin.thanks, name="pin_thanks"),
    path("pins/<public_id:pin>/home", pin.tell_home, name="pin_home"),
    path("pins/<public_id:pin>/support", pin_voices.support, name="pin_support"),
    path("pins/<public_id:pin>/rating", pin_voices.rate, name="pin_rating"),
    path("find", find.by_code, name="pin_find"),
    path("coverage", require_safe(coverage.coverage), name="coverage"),
    path("runs/<public_id:run>", require_safe(runs.show_run), name="run"),
    path("areas/<slug:area_set>/<str:code>", require_safe(areas.show_area), name="area"),
    path("areas/<slug:area_set>/<str:code>/sheet.pdf", require_safe(documents.area_pdf), name="area_pdf"),
    path("areas/<slug:area_set>/<str:code>/agenda.docx", require_safe(documents.area_docx), name="area_docx"),
    path("areas/<slug:area_set>/<str:code>/map.html", require_safe(documents.area_map_file), name="area_map"),
    path("processes", require_safe(processes.list_processes), name="processes"),
    path("processes/<slug:slug>", require_safe(processes.show_process), name="process"),
    path("outcomes", require_safe(outcomes.list_outcomes), name="outcomes"),
    path("outcomes/<public_id:outcome>", require_safe(outcomes.show_outcome), name="outcome"),
    path("about", require_safe(about.about), name="about"),
    path("privacy", require_safe(about.privacy), name="privacy"),
    path("processing-record", require_safe(about.processing_record), name="processing_record"),
    path("accessibility", require_http_methods(["GET", "HEAD", "POST"])(about.accessibility), name="accessibility"),
    path("app.webmanifest", offline.manifest, name="app_manifest"),
    path("outbox", offline.outbox, name="outbox"),
    path("outbox/new", offline.write, name="outbox_new"),
    path("outbox/send", offline.send, name="outbox_send"),
    path("photos/<public_id:photo>.jpg", require_safe(photos.photo), name="photo"),
    path("photos/<public_id:photo>-small.jpg", require_safe(photos.photo), {"size": "small"}, name="photo_small"),
    path("desk/photos", require_safe(desk_photos.photos), name="desk_photos"),
    path("desk/photos/<public_id:photo>.jpg", require_safe(photos.staff_photo), name="desk_photo_file"),
    path(
        "desk/photos/<public_id:photo>-small.jpg",
        require_safe(photos.staff_photo),
        {"size": "small"},
        name="desk_photo_small",
    ),
    path("desk/photos/<public_id:photo>/decide", desk_photos.decide, name="desk_photo_decide"),
    path("desk/photos/<public_id:photo>/blur", desk_photos.blur, name="desk_photo_blur"),
    path("desk/", desk_queue.queue, name="desk"),
    path("desk/enter", desk_entry.enter, name="desk_enter"),
    path("desk/bulk", desk_bulk.bulk, name="desk_bulk"),
    path("desk/bulk/<public_id:batch>/undo", desk_bulk.undo, name="desk_bulk_undo"),
    path("desk/pins/<public_id:pin>", desk_queue.show_pin, name="desk_pin"),
    path("desk/pins/<public_id:pin>/act", desk_queue.act, name="desk_act"),
    path("desk/clocks", require_http_methods(["GET", "HEAD"])(clocks.clocks), name="desk_clocks"),
    path("desk/outcomes", desk_outcomes.outcomes, name="desk_outcomes"),
    path("desk/outcomes/new", desk_outcomes.new_outcome, name="desk_outcome_new"),
    path("desk/outcomes/<public_id:outcome>", desk_outcomes.edit_outcome, name="desk_outcome"),
    path("desk/outcomes/<public_id:outcome>/pick", desk_outcomes.pick, name="desk_outcome_pick"),
    path("desk/outcomes/<public_id:outcome>/take-in", desk_outcomes.take_in, name="desk_outcome_take_in"),
    path("desk/outcomes/<public_id:outcome>/inputs", desk_outcomes.change_inputs, name="desk_outcome_inputs"),
    path("desk/outcomes/<public_id:outcome>/publish", desk_outcomes.publish, name="desk_outcome_publish"),
    path("desk/outcomes/<public_id:outcome>/withdraw", desk_outcomes.withdraw, name="desk_outcome_withdraw"),
    path("desk/outcomes/<public_id:outcome>/photo", desk_outcomes.add_photo, name="desk_outcome_photo"),
    path("desk/ratings", require_http_methods(["GET", "HEAD"])(desk_ratings.ratings), name="desk_ratings"),
    path("desk/coverage", require_http_methods(["GET", "HEAD"])(runs.desk_coverage), name="desk_coverage"),
    path("desk/pins/<public_id:pin>/moderate", desk.moderate, name="desk_moderate"),
    path("desk/remarks/<public_id:remark>/answered", desk.answered, name="desk_answered"),
    *meeting_routes(),
    path("desk/events/<slug:code>", require_http_methods(["GET", "HEAD", "POST"])(desk.event), name="desk_event"),
    path("desk/events/<slug:code>/<int:entry>/remove", desk.remove_entry, name="desk_remove_entry"),
    path("desk/staff", staff.staff, name="desk_staff"),
    path("desk/staff/roles/<int:membership>/end", staff.end, name="desk_staff_end"),
    path("desk/staff/<int:user>/letter", staff.write_again, name="desk_staff_letter"),
    path("desk/staff/<int:user>/withdraw", staff.withdraw, name="desk_staff_withdraw"),
    path("desk/staff/grants", staff.grant, name="desk_staff_grant"),
    path("desk/staff/grants/<int:grant>/end", staff.end_grant, name="desk_staff_end_grant"),
    *key_routes(),
    *letter_routes(),
    *programme_routes(),
    path("desk/open311", desk_open311.open311, name="desk_open311"),
    path("desk/open311/keys", desk_open311.add_key, name="desk_open311_key"),
    path("desk/open311/keys/<int:key_id>/end", desk_open311.end_key, name="desk_open311_end_key"),
    path("desk/open311/sendings/<int:sending>/again", desk_open311.again, name="desk_open311_again"),
    path("c/<slug:token>", collect.collect, name="collect"),
    path("c/<slug:token>/poster", collect.poster, name="collect_poster"),
    *moderation_routes(),
    *routing_routes(),
    *sheet_routes(),
    *budget_routes(),
    *data_routes(),
    *hearing_routes(),
    *plan_routes(),
    *plan_work_routes(),
    *reply_routes(),
    *statement_routes(),
    *town_setup_routes(),
    *upload_routes(),
]

pages: list[URLPattern | URLResolver] = [
    path("", require_safe(towns.choose_town), name="towns"),
    path("new-town", require_http_methods(["GET", "HEAD", "POST"])(new_town.new_town), name="new_town"),
    path("<town:town>/", include(in_town)),
]

urlpatterns = [
    path("worker.js", offline.worker, name="worker"),
    path("<language:language>/", include(pages)),
    path("", include(pages)),
]
