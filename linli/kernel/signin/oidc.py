"""Single sign-on by OpenID Connect: code flow with state, nonce and PKCE, the signature of the token always checked.

The person must have an account here, named as the provider's claim LINLI_OIDC_CLAIM says. At the first sign-in the
provider's own mark of the person is bound to the account; afterwards both must fit, so that a name which the provider
gives to somebody else opens nothing.
"""

import secrets
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.kernel.accounts.models import User
from linli.kernel.signin.account_log import tell
from linli.kernel.signin.adapters import AccountAdapter, OutsideAdapter, refused

PROVIDER = "sso"
ALGORITHMS = {"RS256", "PS256", "ES256"}
PERSON_LENGTH = 191


def is_offered() -> bool:
    return bool(settings.LINLI_OIDC_SERVER)


def origin() -> str:
    """Where the browser is sent to sign in, for the page's security policy."""
    parts = urlsplit(settings.LINLI_OIDC_SERVER)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


class Outside(OutsideAdapter):
    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The one provider of the settings; none is kept in the database."""
        if not is_offered() or provider not in (None, PROVIDER, "openid_connect"):
            return []
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=PROVIDER,
                name=str(settings.LINLI_OIDC_NAME),
                client_id=settings.LINLI_OIDC_CLIENT,
                secret=settings.LINLI_OIDC_SECRET,
                settings={"server_url": settings.LINLI_OIDC_SERVER, "oauth_pkce_enabled": True},
            )
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Bind the person to an account, or refuse."""
        claims, name = sociallogin.claims, sociallogin.claims.get(settings.LINLI_OIDC_CLAIM)
        if not secrets.compare_digest(str(claims.get("nonce", "")), sociallogin.state.get("nonce") or "-"):
            self._refuse(request, "nonce", _("登录凭据与本次登录不符，请回到登录页面重新开始。"))
        user = User.objects.filter(username=name, is_active=True).first() if isinstance(name, str) else None
        if user is None:
            words = _("您已通过统一身份认证，但本系统没有与之对应的账号。请联系本单位账号管理员建立账号。")
            self._refuse(request, "no account", words)
        bound = SocialAccount.objects.filter(user=user, provider=PROVIDER).first()
        is_other = sociallogin.is_existing and sociallogin.user != user
        if is_other or (bound is not None and bound.uid != sociallogin.account.uid):
            words = _("统一身份认证中的这个人，与本系统账号以前绑定的不是同一人。请联系账号管理员。")
            self._refuse(request, "another person", words)
        if bound is None:
            bound = SocialAccount.objects.create(user=user, provider=PROVIDER, uid=sociallogin.account.uid)
        sociallogin.account, sociallogin.user = bound, user

    def _refuse(self, request: HttpRequest, reason: str, words: str) -> None:
        tell("signin.outside_refused", user=None, request=request, reason=reason)
        raise ImmediateHttpResponse(refused(request, words))


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        """The person behind a code. Raises OAuth2Error where the provider's two accounts of them differ."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no id_token")
        login = super().complete_login(request, app, token, **kwargs)
        data = login.account.extra_data
        signed, told = data["id_token"], data.get("userinfo", {})
        if told.get("sub", signed["sub"]) != signed["sub"] or len(signed["sub"]) > PERSON_LENGTH:
            raise OAuth2Error("userinfo of another person")
        login.claims = {**told, **signed}
        login.account.extra_data = {}
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict:
        try:
            if jwt.get_unverified_header(id_token).get("alg") not in ALGORITHMS:
                raise OAuth2Error("signature of an unknown kind")
            return jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (KeyError, TypeError, ValueError, jwt.PyJWTError) as error:
            raise OAuth2Error("unreadable id_token") from error


@require_POST
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider, with fresh state, nonce and PKCE; nothing of it can be chosen by the caller."""
    if not is_offered():
        raise Http404
    nonce, onward = secrets.token_urlsafe(24), request.POST.get("next", "")
    onward = onward if AccountAdapter().is_safe_url(onward) else ""
    try:
        provider = OidcAdapter(request, PROVIDER).get_provider()
        return provider.redirect(
            request, process=AuthProcess.LOGIN, next_url=onward, auth_params={"nonce": nonce}, nonce=nonce
        )
    except OSError:  # what `requests` raises when the provider does not answer
        return refused(request, _("统一身份认证暂时连接不上，请稍后再试，或用账号和密码登录。"), status=502)


@require_GET
@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    if not is_offered() or provider_id != PROVIDER:
        raise Http404
    return OAuth2CallbackView.adapter_view(OidcAdapter(request, PROVIDER))(request)
