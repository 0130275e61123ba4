"""Who acts in a request, told to the database for its history."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import LazyObject, empty

from accounts.models import User
from geo.tenancy import acting


class Acting:
    """Nothing is looked up for it: whoever writes as a member of staff was asked for before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(lambda: actor_of(request)):
            return self.get_response(request)


def actor_of(request: HttpRequest) -> str:
    """ "user 7" once the request's user is known, else nothing. Asking for the user here would mark public answers."""
    user = getattr(request, "user", None)
    if isinstance(user, LazyObject):
        user = None if user._wrapped is empty else user._wrapped
    return f"user {user.pk}" if isinstance(user, User) else ""
