"""Which addresses are fetched from, and where in the data home their files go."""

import hashlib
import ipaddress
import re
import socket
from pathlib import Path
from urllib.parse import unquote, urlsplit

from embedstudy.storage import data_home, safe_name

# Names under which clouds tell a machine its own secrets; their numbers are link-local or here.
_METADATA_NAMES = {"metadata", "metadata.google.internal", "instance-data"}
_METADATA_NUMBERS = {"100.100.100.200", "fd00:ec2::254"}


def explain_refusal(url: str) -> str:
    """Return why an address is not fetched from, or nothing.

    Only https is. Plain http is too on this machine itself, for local mirrors.

    Examples
    --------
    >>> explain_refusal("https://nlp.stanford.edu/data/glove.6B.zip")
    ''
    >>> explain_refusal("file:///etc/passwd")
    'only https addresses are fetched'
    """
    if not url.isprintable() or " " in url:
        return "not an address"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "not an address"
    if parts.scheme not in ("https", "http"):
        return "only https addresses are fetched"
    if not host:
        return "an address without a host"
    if parts.username is not None or parts.password is not None:
        return "an address with a password in it (keep it in ~/.netrc)"
    if host.rstrip(".").lower() in _METADATA_NAMES or any(map(_is_inside, _parse_numbers(host))):
        return "an address of the network's own services"
    if parts.scheme == "http" and not is_loopback(host):
        return "only https addresses are fetched"
    return ""


def leads_inside(url: str) -> bool:
    """Return whether a name resolves to an address of the network's own services."""
    host = urlsplit(url).hostname or ""
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # behind a proxy, names need not resolve here
        return False
    return any(
        _is_inside(number) for *_, place in answers for number in _parse_numbers(str(place[0]))
    )


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    numbers = _parse_numbers(host)
    return host.lower() == "localhost" or any(number.is_loopback for number in numbers)


def locate_download(url: str) -> Path:
    """Return where the file of an address is kept: a folder of its own for every address.

    The name is made from the address alone; what a server calls the file is not asked.

    Examples
    --------
    >>> locate_download("https://nlp.stanford.edu/data/glove.6B.zip").name
    'glove.6B.zip'
    >>> path = locate_download("https://example.org/..%2F..%2Fetc/passwd")
    >>> path.parent.parent == data_home() / "web"
    True
    """
    last = unquote(urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1])
    plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", last) and not last.endswith(".")
    folder = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    # safe_name alone would turn every capital letter into a hash.
    name = last if plain and safe_name(last.lower()) == last.lower() else safe_name(last)
    return data_home() / "web" / folder / name


def _parse_numbers(host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Return the number that a host is written as, in any of the ways C libraries read one."""
    host = host.rstrip(".").split("%")[0]
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        try:
            number = ipaddress.ip_address(socket.inet_aton(host))
        except OSError:
            return []
    mapped = number.ipv4_mapped if isinstance(number, ipaddress.IPv6Address) else None
    return [mapped or number]


def _is_inside(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return (
        number.is_link_local
        or number.is_multicast
        or number.is_unspecified
        or str(number) in _METADATA_NUMBERS
    )
