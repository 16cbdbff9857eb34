"""The door's addresses. allauth knows its steps by these names; of its other pages none is here, sign-up least of all."""

from django.urls import path

from linli.kernel.signin import oidc, views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", views.Code.as_view(), name="mfa_authenticate"),
    path("sign-in/outside/", oidc.start, name="outside_start"),
    path("sign-in/outside/<slug:provider_id>/callback/", oidc.callback, name="openid_connect_callback"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("account/", views.security, name="account_security"),
    path("account/password/", views.Password.as_view(), name="account_change_password"),
    path("account/password/first/", views.FirstPassword.as_view(), name="account_set_password"),
    path("account/confirm/", views.Confirm.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", views.ConfirmCode.as_view(), name="mfa_reauthenticate"),
    path("account/second-factor/", views.Enrol.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/remove/", views.Remove.as_view(), name="mfa_deactivate_totp"),
    path("account/recovery-codes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", views.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/devices/end/", views.end_devices, name="account_end_devices"),
]
