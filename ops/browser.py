"""A browser without a window: cookies, forms, no redirect followed. The application is spoken to as people speak to it."""

import http.client
import secrets
import urllib.error
import urllib.request
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin

# A server that was killed answers at once, by a closed connection; only a busy one is waited for.
PATIENCE_SECONDS = 60


class Gone(ConnectionError):
    """No whole answer came: the request may or may not have been carried out."""


class Answer:
    def __init__(self, status: int, place: str, text: str):
        self.status, self.place, self.text = status, place, text


class _Forms(HTMLParser):
    """The fields of every form of a page with their values."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.kinds: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        known = dict(attrs)
        if tag == "form":
            self.found.append({})
            self.kinds.append({})
        elif tag in ("input", "select", "textarea") and self.found and known.get("name"):
            self.found[-1][known["name"]] = known.get("value") or ""
            self.kinds[-1][known["name"]] = known.get("type", tag)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs) -> None:
        return None


class Browser:
    def __init__(self, base: str):
        self.base = base
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), _Stay(), urllib.request.ProxyHandler({})
        )

    def get(self, path: str) -> Answer:
        return self._go(path, None)

    def post(self, path: str, values: dict[str, str]) -> Answer:
        return self._go(path, urlencode(values).encode())

    def upload(self, path: str, values: dict[str, str], name: str, data: bytes) -> Answer:
        """A form with a file in its field `file`."""
        mark = secrets.token_hex(16)
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in values.items()
        ]
        start = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
        body = "".join([*parts, start]).encode() + data + f"\r\n--{mark}--\r\n".encode()
        return self._go(path, body, f"multipart/form-data; boundary={mark}")

    def _go(self, path: str, data: bytes | None, kind: str = "application/x-www-form-urlencoded") -> Answer:
        headers = {"Content-Type": kind} if data is not None else {}
        request = urllib.request.Request(urljoin(self.base, path), data, headers)  # noqa: S310 - our own server
        try:
            with self.opener.open(request, timeout=PATIENCE_SECONDS) as response:
                return Answer(response.status, "", response.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                try:
                    return Answer(error.code, error.headers.get("Location", ""), error.read().decode())
                except (OSError, http.client.HTTPException) as cut:
                    raise Gone from cut
        except (OSError, http.client.HTTPException) as error:
            raise Gone(str(error)) from error

    def form(self, path: str, field: str) -> dict[str, str]:
        """The values of the form of a page that has such a field."""
        for _hop in range(5):
            answer = self.get(path)
            if answer.status not in (301, 302):
                break
            path = answer.place
        forms = _Forms()
        forms.feed(answer.text)
        for values, kinds in zip(forms.found, forms.kinds, strict=True):
            if field in values or field in kinds.values():
                return values | {"": path} | {f"kind:{kind}": name for name, kind in kinds.items()}
        raise Gone(f"{path}: {answer.status}, no form with {field}")

    def sign_in(self, username: str, password: str) -> None:
        """Through the page that the application sends strangers to, whatever its fields are called.

        May be called again when it raised Gone: then the last try may have succeeded without our hearing of it.
        """
        if self.get("/").status == 200:
            return
        found = self.form("/", "password")
        fields = {name: value for name, value in found.items() if name and not name.startswith("kind:")}
        answer = self.post(found[""], {**fields, found["kind:text"]: username, found["kind:password"]: password})
        if answer.status != 302 or self.get("/").status != 200:
            raise Gone(f"sign-in of {username} was answered by {answer.status} {answer.place}")
