"""/ – choose a town."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from frontend.pages import Page, page_of, plain_page, show
from geo.models import Municipality


@plain_page
def choose_town(request: HttpRequest) -> HttpResponse:
    language = page_of(request).language
    towns = Municipality.objects.filter(is_public=True).defer("boundary").order_by("slug")
    wanted = towns.filter(slug=request.GET.get("town", "")).first()
    if wanted:
        return redirect(Page(language, wanted).url("map"))
    listed = [(town.name(language), Page(language, town).url("map")) for town in towns]
    return show(request, "frontend/towns.html", {"towns": sorted(listed)})
