from django.urls import path

from attainable.govuk.web.views import components

urlpatterns = [path("components/", components, name="components")]
