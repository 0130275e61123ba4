"""The map of the site, for search engines, and the embeds for other pages."""

from django.urls import include, path

from doors import sitemap

urlpatterns = [path("sitemap.xml", sitemap.sitemap, name="sitemap"), path("", include("doors.embed.urls"))]
