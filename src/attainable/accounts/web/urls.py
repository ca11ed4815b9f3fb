from django.urls import path

from attainable.accounts.web import audit, confirmations, invitations, organisations, people

urlpatterns = [
    path("", people.index, name="people"),
    path("invitation/", invitations.accept, name="accept_invitation"),
    path("invitation/<str:token>/", invitations.follow, name="invitation"),
    path("organisation/<str:ref>/", organisations.organisation, name="organisation"),
    path("organisation/<str:ref>/people/", people.people, name="organisation_people"),
    path("organisation/<str:ref>/invite/", people.invite, name="invite"),
    path("organisation/<str:ref>/invitations/", people.invitations, name="invitations"),
    path("organisation/<str:ref>/join/", organisations.join, name="join_organisation"),
    path("organisation/<str:ref>/leave/<str:whole>/", organisations.leave, name="leave_organisation"),
    path("invitation/<str:ref>/again/", people.resend, name="resend_invitation"),
    path("invitation/<str:ref>/withdraw/", people.withdraw, name="withdraw_invitation"),
    path("confirm/", confirmations.confirmations, name="confirmations"),
    path("confirm/<str:ref>/", confirmations.confirmation, name="confirmation"),
    path("membership/<str:ref>/end/", people.end, name="end_membership"),
    path("membership/<str:ref>/role/", people.role, name="change_role"),
    path("membership/<str:ref>/second-factor/", people.second_factor, name="reset_second_factor"),
    path("audit/", audit.audit, name="audit"),
    path("audit/download/", audit.download, name="audit_download"),
]
