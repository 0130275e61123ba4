"""What an entry in a message's history is called in letters."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from feedback_map.models import Moderation, Update
from geo.languages import text_in


def title_of(update: Update) -> str:
    if update.kind == Update.Kind.MODERATED:
        return _moderated(update)
    return _TITLES[update.kind]() if update.kind in _TITLES else _("There is news of the message")


def state_words(update: Update, language: str) -> str:
    """The state it has now, and whose it is, where the entry changed them."""
    lines = []
    if update.state is not None and update.state_id != update.state_before_id:
        lines.append(_("State: %(state)s") % {"state": update.state.name(language)})
    if update.owner is not None and update.owner_id != update.owner_before_id:
        lines.append(_("In charge: %(unit)s") % {"unit": text_in(update.owner.names, language) or update.owner.code})
    return "\n".join(lines)


def _moderated(update: Update) -> str:
    moderation = update.detail.get("moderation", "")
    if moderation == Moderation.SHOWN:
        return _("The message is shown on the map now")
    if moderation in (Moderation.HIDDEN, Moderation.REJECTED):
        return _("The message is not shown on the map; here is why")
    return _("A moderator has read the message")


_TITLES: dict[str, Callable[[], str]] = {
    Update.Kind.ROUTED: lambda: _("The message has gone to those in charge"),
    Update.Kind.ACKNOWLEDGED: lambda: _("The message has been taken up"),
    Update.Kind.STATE: lambda: _("The state of the message has changed"),
    Update.Kind.ANSWER: lambda: _("The message has been answered"),
    Update.Kind.MERGED: lambda: _("The message was joined with another about the same thing"),
    Update.Kind.PARTED: lambda: _("The message is handled by itself again"),
    Update.Kind.EDITED: lambda: _("The text of the message was edited"),
    Update.Kind.DISPUTED: lambda: _("The message is open again, because its sender says that it was not dealt with"),
    Update.Kind.REOPENED: lambda: _("The message is open again"),
    Update.Kind.OUTCOME: lambda: _("The message is named in what followed"),
    Update.Kind.UNDONE: lambda: _("The last step was taken back"),
}
