"""Pages that take one large file: who sends it is asked before it is read, and it goes to the disk as it comes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from geo.uploads.arriving import OntoDisk

View = Callable[..., HttpResponse]


def takes_a_large_file(guard: Callable[[View], View]) -> Callable[[View], View]:
    """`guard` says who may come. The form's own key is asked for as everywhere, but after that: looking for it reads
    the whole request, so the middleware's look would come too early (the order is Django's own recipe)."""

    def wrapped(view: View) -> View:
        protected = csrf_protect(view)

        @functools.wraps(view)
        def receiving(request: HttpRequest, *args: Any, **rest: Any) -> HttpResponse:
            request.upload_handlers = [OntoDisk(request)]
            return protected(request, *args, **rest)

        return csrf_exempt(guard(receiving))

    return wrapped
