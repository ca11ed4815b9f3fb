"""Addresses of progress."""

from django.urls import path

from attainable.domains.progress.web.pages import child_progress

urlpatterns = [path("children/<slug:ref>/progress/", child_progress, name="child-progress")]
