"""Addresses of imports."""

from django.urls import path

from attainable.exchange.web import bringing, decisions, formats, runs

urlpatterns = [
    path("imports/", runs.runs, name="imports"),
    path("imports/add/", bringing.bring_in, name="bring-in"),
    path("imports/formats/", formats.formats, name="formats"),
    path("imports/formats/<slug:name>/", formats.format_fields, name="format"),
    path("imports/<slug:run>/", runs.run, name="import"),
    path("imports/<slug:run>/columns/", bringing.columns, name="import-columns"),
    path("imports/<slug:run>/decide/", decisions.decisions, name="import-decisions"),
    path("imports/<slug:run>/decide/<int:place>/", decisions.decide, name="import-decide"),
    path("imports/<slug:run>/write/", runs.write, name="import-write"),
    path("imports/<slug:run>/leave/", runs.leave, name="import-leave"),
    path("imports/<slug:run>/undo/", runs.undo, name="import-undo"),
    path("imports/<slug:run>/not-imported/", runs.refused, name="import-refused"),
]
