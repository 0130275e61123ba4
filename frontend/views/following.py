"""/<town>/follow – follow an area, a place, a street, a topic or a message; confirm, see, change and end it.

Whoever opens a link of a letter may be a program that looks for dangers: opening one changes nothing, a button does.
Only the POST of RFC 8058, which mail programs send for their reader, needs no button; the key in its address is enough.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from delivery.services import Limit, address_of, demand
from feedback_map.following import AREA, NEAR, STREET
from frontend.follow_form import FollowForm
from frontend.pages import page_of, show_privately, town_page
from frontend.participant_cookie import token_of
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation import following
from participation.digests import latest_of
from participation.following import Wish
from participation.models import Follow, Participant, Rhythm
from participation.services import token_hash
from participation.topics import follow_topic
from zoning.following import PLAN

WITH_DAYS = frozenset({AREA, NEAR, STREET, PLAN})  # there plans are put on display, and events held
PAGE = ["GET", "HEAD", "POST"]
MOST_FROM_AN_ADDRESS = 60


@require_http_methods(PAGE)
@town_page
def follow(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Choose what to follow. With an address, a letter asks for a yes; without one, a secret link is given."""
    page = page_of(request)
    form = FollowForm(request.POST or None, initial=_asked(request), town=town, language=page.language)
    searches = request.POST.get("go") == "search"
    if request.method == "POST" and not searches and form.is_valid():
        demand(Limit("follow", address_of(request), MOST_FROM_AN_ADDRESS))
        try:
            made = following.follow(town=town, wish=_wish(request, town, form), key=form.data.get("key", ""))
        except Refused as refused:
            for error in refused.errors:
                form.add_error(None, str(error.detail))
        else:
            return redirect(page.url("follow_mine", key=made.key) if made.key else page.url("follow") + "?sent=1")
    shows = request.method == "POST" and not searches
    context = {
        "form": form,
        "shows": shows,
        "sent": request.GET.get("sent") == "1",
        "forgotten": request.GET.get("forgotten") == "1",
        "key": _key(request),
    }
    return show_privately(request, "frontend/follow/follow.html", context, 422 if shows else 200)


@require_http_methods(PAGE)
@town_page
def confirm(request: HttpRequest, town: Municipality, follow: str, token: str) -> HttpResponse:
    """The page of the link in the letter; its button confirms."""
    found = following.confirmable(town=town, follow_id=follow, token=token)
    if found is not None and request.method == "POST":
        following.confirm_follow(town=town, follow_id=follow, token=token)
        return redirect(page_of(request).url("follow_mine", key=following.key_of(found.follower)) + "?confirmed=1")
    name = _name(town, found, page_of(request).language) if found else ""
    return show_privately(request, "frontend/follow/confirm.html", {"name": name}, 200 if found else 404)


@require_http_methods(PAGE)
@town_page
def mine(request: HttpRequest, town: Municipality, key: str) -> HttpResponse:
    """What the holder of the key follows: end one, change how often, or have everything erased."""
    with in_town(town):
        follower = following.follower_of(town=town, key=key)
        if follower is None:
            raise Http404("No such link")
        running = list(Follow.objects.running(town).filter(follower=follower).order_by("pk"))
    if request.method == "POST":
        return _change(request, town, key)
    page = page_of(request)
    context = {
        "follower": follower,
        "key": key,
        "followed": [_row(town, one, page.language) for one in running],
        "rhythms": Rhythm.choices,
        "confirmed": request.GET.get("confirmed") == "1",
        "address": request.build_absolute_uri(page.url("follow_mine", key=key)),
    }
    return show_privately(request, "frontend/follow/mine.html", context)


@csrf_exempt
@require_http_methods(PAGE)
@town_page
def stop(request: HttpRequest, town: Municipality, key: str) -> HttpResponse:
    """One click: of one thing that is followed, or of all. The page itself has a button."""
    one = request.GET.get("follow", "")[:22]
    with in_town(town):
        follower = following.follower_of(town=town, key=key)
        followed = Follow.objects.filter(follower=follower, public_id=one).first() if follower and one else None
    if follower is None:
        raise Http404("No such link")
    if request.method == "POST":
        following.end_follow(town=town, key=key, follow_id=one)
    name = _name(town, followed, page_of(request).language) if followed else ""
    context = {"ended": request.method == "POST", "name": name, "key": key}
    return show_privately(request, "frontend/follow/stop.html", context)


def _change(request: HttpRequest, town: Municipality, key: str) -> HttpResponse:
    page, do = page_of(request), request.POST.get("do", "")
    if do == "end":
        following.end_follow(town=town, key=key, follow_id=request.POST.get("follow", "")[:22] or "-")
    elif do == "rhythm":
        following.change_rhythm(town=town, key=key, rhythm=request.POST.get("rhythm", ""))
    elif do == "forget":
        following.forget_follower(town=town, key=key)
        return redirect(page.url("follow") + "?forgotten=1")
    return redirect(page.url("follow_mine", key=key))


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What a link has chosen beforehand."""
    chosen = {name: request.GET.get(name, "").replace("\x00", "")[:200] for name in ("topic", "reference")}
    return {**chosen, "rhythm": Rhythm.WEEKLY.value}


def _key(request: HttpRequest) -> str:
    return (request.POST.get("key") or request.GET.get("key", ""))[:100]


def _wish(request: HttpRequest, town: Municipality, form: FollowForm) -> Wish:
    data = form.cleaned_data
    return Wish(
        topic=data["topic"],
        reference=data["reference"],
        email=data["email"],
        language=page_of(request).language,
        rhythm=data["rhythm"] or Rhythm.WEEKLY,
        participant=_participant(request, town),
    )


def _participant(request: HttpRequest, town: Municipality) -> int | None:
    token = token_of(request, town)
    if token is None:
        return None
    with in_town(town):
        return Participant.objects.filter(token_hash=token_hash(token)).values_list("pk", flat=True).first()


def _row(town: Municipality, one: Follow, language: str) -> dict[str, Any]:
    topic = follow_topic(one.topic)
    path = topic.path(town, one.reference) if topic else ""
    return {
        "id": one.public_id,
        "name": _name(town, one, language),
        "path": path,
        "asked": urlencode({"topic": one.topic, "reference": one.reference}),
        "has_days": one.topic in WITH_DAYS,
        "at_once": bool(topic and topic.at_once),
        "news": latest_of(town, one, language),
    }


def _name(town: Municipality, found: Follow, language: str) -> str:
    topic = follow_topic(found.topic)
    return topic.name(town, found.reference, language) if topic else found.reference
