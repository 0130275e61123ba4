"""The map of the site, for search engines."""

from django.urls import path

from doors import sitemap

urlpatterns = [path("sitemap.xml", sitemap.sitemap, name="sitemap")]
