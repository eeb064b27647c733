"""Names that are safe in paths."""

import hashlib
import re


def safe_name(name: str) -> str:
    """Turn any name into one that is safe as a file name; plain names stay as they are.

    Examples
    --------
    >>> safe_name("glove-6b-50d")
    'glove-6b-50d'
    >>> safe_name("../../etc/passwd")
    'etc-passwd-3754d6cb'
    """
    if re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,79}", name) and name not in _RESERVED:
        return name
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "name"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug}-{digest}"


# Names that Windows gives to devices.
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)}
