"""What peers did with the pins we sent them: their updates become entries in the pins' histories, each once."""

from __future__ import annotations

import datetime
import logging

from django.utils import timezone

from feedback_map.models import Open311Peer, Open311Sending
from feedback_map.open311.client import peer as remote
from feedback_map.open311.client.peer import PeerAway, PeerRefused, RemoteUpdate
from feedback_map.open311.updates import hear
from geo.models import Municipality
from geo.tenancy import in_town

OVERLAP = datetime.timedelta(hours=1)  # clocks of two systems differ; what is known is passed over
LONGEST = datetime.timedelta(days=89)
AT_ONCE = 50

log = logging.getLogger(__name__)


def fetch_updates(town: Municipality) -> int:
    """Ask every active peer of a town; gives how many updates were new. A peer that is away is asked next time."""
    with in_town(town):
        peers = list(Open311Peer.objects.filter(municipality=town, is_active=True))
    return sum(_of_peer(town, peer) for peer in peers)


def _of_peer(town: Municipality, peer: Open311Peer) -> int:
    now = timezone.now()
    since = max((peer.updates_until or now - LONGEST) - OVERLAP, now - LONGEST)
    try:
        _ids_for_tokens(town, peer)
        told = _told(town, peer, since, now)
    except (PeerAway, PeerRefused):
        log.warning("the Open311 peer %s of %s is away", peer.code, town.slug)
        return 0
    new = sum(_heard(town, peer, update) for update in sorted(told, key=_order))
    with in_town(town):
        Open311Peer.objects.filter(pk=peer.pk).update(updates_until=now)
    return new


def _told(
    town: Municipality, peer: Open311Peer, since: datetime.datetime, now: datetime.datetime
) -> list[RemoteUpdate]:
    """Its updates; where it knows no such address, how its requests stand."""
    try:
        return remote.updates(peer, since, now)
    except PeerRefused:
        with in_town(town):
            sent = Open311Sending.objects.filter(peer=peer, pin__closed_at__isnull=True).exclude(remote_id="")
            ids = list(sent.order_by("pk").values_list("remote_id", flat=True))
        chunks = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
        return [update for chunk in chunks for update in remote.statuses(peer, chunk)]


def _heard(town: Municipality, peer: Open311Peer, update: RemoteUpdate) -> bool:
    with in_town(town):
        sent = Open311Sending.objects.filter(peer=peer, remote_id=update.request_id)
        sending = sent.select_related("pin").first()
        if sending is None:
            return False
        status = update.status.lower()
        is_news = update.update_id[:7] != "status " or status != (sending.remote_status or "open")
        return is_news and hear(town, sending, update.update_id, status, update.text)


def _ids_for_tokens(town: Municipality, peer: Open311Peer) -> None:
    with in_town(town):
        waiting = list(Open311Sending.objects.filter(peer=peer, remote_id="").exclude(remote_token=""))
    for sending in waiting:
        remote_id = remote.id_of_token(peer, sending.remote_token)
        if remote_id:
            with in_town(town):
                Open311Sending.objects.filter(pk=sending.pk).update(remote_id=remote_id[:200])


def _order(update: RemoteUpdate) -> tuple[datetime.datetime, str]:
    return (update.at or datetime.datetime.max.replace(tzinfo=datetime.UTC), update.update_id)
