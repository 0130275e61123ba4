"""The language of an answer comes from its address; of the API, from what the reader asks for. Never from a cookie."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

CODES = tuple(code for code, _ in settings.LANGUAGES)
BY_HEADER = ("/api/", "/ogc/", "/accounts/", "/desk/")


def of_request(request: HttpRequest) -> str:
    first = request.path.split("/", 2)[1]
    if first in CODES:
        return first
    if request.path.startswith(BY_HEADER):
        for wanted, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
            for code in (wanted, wanted.split("-")[0]):
                if code in CODES:
                    return code
    return settings.LANGUAGE_CODE


class LanguageOfAddress:
    """A view of a town without a language in its address activates the town's first language itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(of_request(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        if request.path.startswith(BY_HEADER):
            response.headers["Vary"] = ", ".join(filter(None, (response.headers.get("Vary"), "Accept-Language")))
        return response
