"""Addresses of the embeds."""

from django.urls import path

from doors.embed import views

urlpatterns = [
    path("embed/<slug:town>/map", views.map_piece, name="embed_map"),
    path("embed/<slug:town>/counter", views.counter, name="embed_counter"),
    path("embed/<slug:town>/area/<slug:kind>/<str:code>", views.area, name="embed_area"),
    path("embed/<slug:town>/say", views.say, name="embed_say"),
]
