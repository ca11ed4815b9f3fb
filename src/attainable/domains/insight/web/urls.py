"""Addresses of figures and evidence."""

from django.urls import path

from attainable.domains.insight.web import figures, schools, views

urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/download/", figures.figures_download, name="figures-download"),
    path("schools/<slug:ref>/", schools.school, name="school"),
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
