"""Addresses of evidence."""

from django.urls import path

from attainable.domains.insight.web import views

urlpatterns = [
    path("evidence/", views.evidence, name="evidence"),
    path("evidence/kept/<slug:ref>/", views.kept, name="evidence-kept"),
    path("evidence/kept/<slug:ref>/remove/", views.remove, name="evidence-remove"),
    path("evidence/whole/<slug:chart>/", views.whole, name="evidence-whole"),
    path("evidence/whole/<slug:chart>/download/", views.whole_download, name="evidence-whole-download"),
    path("evidence/published/<slug:id>/", views.published, name="evidence-published"),
    path("evidence/published/<slug:id>/download/", views.published_download, name="evidence-published-download"),
    path("evidence/<slug:id>/", views.measure, name="evidence-measure"),
    path("evidence/<slug:id>/download/", views.download, name="evidence-download"),
    path("evidence/<slug:id>/chart/", views.chart, name="evidence-chart"),
    path("evidence/<slug:id>/keep/", views.keep, name="evidence-keep"),
]
