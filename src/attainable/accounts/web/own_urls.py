from django.urls import path

from attainable.accounts.web import own

urlpatterns = [
    path("me/", own.account, name="account"),
    path("me/name/", own.name, name="own_name"),
    path("still-here/", own.still_here, name="still_here"),
    path("permissions/", own.permissions, name="permissions"),
]
