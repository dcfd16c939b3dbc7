"""Addresses of django-allauth's pages that are used here, and what each needs; its other pages do not exist.

They have no namespace, as allauth calls them by these names.
"""

from __future__ import annotations

from allauth.account import views as account_views
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.generic import RedirectView, TemplateView

from civicbeat.governance.accounts.needs import for_everybody, for_the_signed_in
from civicbeat.web.opening import or_told
from civicbeat.web.views import directory

_ACCOUNT = RedirectView.as_view(pattern_name="web:account")
_CLOSED = TemplateView.as_view(template_name="account/account_inactive.html")
_SIGN_IN = RedirectView.as_view(pattern_name="web:sign-in", query_string=True)

urlpatterns = [
    path("sign-in", for_everybody(_SIGN_IN), name="account_login"),
    path("sign-out", for_everybody(LogoutView.as_view()), name="account_logout"),
    path("closed", for_everybody(_CLOSED), name="account_inactive"),
    path("again", for_the_signed_in(account_views.reauthenticate), name="account_reauthenticate"),
    path("factors", for_the_signed_in(_ACCOUNT), name="mfa_index"),
    path("factor", for_everybody(or_told(factors.authenticate)), name="mfa_authenticate"),
    path("factor/again", for_the_signed_in(or_told(factors.reauthenticate)), name="mfa_reauthenticate"),
    path("app/add", for_the_signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("app/remove", for_the_signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("codes", for_the_signed_in(or_told(codes.view_recovery_codes)), name="mfa_view_recovery_codes"),
    path("codes/new", for_the_signed_in(or_told(codes.generate_recovery_codes)), name="mfa_generate_recovery_codes"),
    path("codes/file", for_the_signed_in(or_told(codes.download_recovery_codes)), name="mfa_download_recovery_codes"),
    path("keys", for_the_signed_in(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("keys/add", for_the_signed_in(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("keys/again", for_the_signed_in(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("keys/sign-in", for_everybody(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("keys/<int:pk>/edit", for_the_signed_in(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("keys/<int:pk>/remove", for_the_signed_in(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("sessions", for_the_signed_in(sessions.list_usersessions), name="usersessions_list"),
    path("directory/<slug:provider_id>", directory.there, name="openid_connect_login"),
    path("directory/<slug:provider_id>/back", directory.back, name="openid_connect_callback"),
    path("directory/-/cancelled", for_everybody(_SIGN_IN), name="socialaccount_login_cancelled"),
    path("directory/-/error", for_everybody(_SIGN_IN), name="socialaccount_login_error"),
    path("directory/-/sign-up", for_everybody(_SIGN_IN), name="socialaccount_signup"),
    path("directory/-/joined", for_the_signed_in(_ACCOUNT), name="socialaccount_connections"),
]
