"""The explorer on a page of its own, under the strictest policy that it can stand."""

import base64
import hashlib
from pathlib import Path

from embedstudy.report.explorer import Explorer, explorer_of
from embedstudy.report.page import environment
from embedstudy.study.directory import Study

_PAGE = """\
{% extends "base.html" %}
{% block policy %}default-src 'none'; style-src {{ styles }}; script-src {{ script }}; img-src data:{% endblock %}
{% block title %}The explorer{% endblock %}
{% block header %}<h1>The explorer</h1>{% endblock %}
{% block content %}
<style>{{ style | safe }}</style>
{{ explorer.html }}
<script type="application/json" id="explorer-data">{{ explorer.data | safe }}</script>
<script>{{ explorer.script | safe }}</script>
{% endblock %}
"""  # noqa: E501


def digest(text: str) -> str:
    """What a policy calls an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def page_of(explorer: Explorer) -> str:
    # Safe in a policy: only what has this hash is run, and attributes with style are refused.
    page = environment().from_string(_PAGE)
    values = {"explorer": explorer, "style": explorer.style, "script": digest(explorer.script)}
    draft = page.render(**values, styles="")
    styles = [part.split("</style>")[0] for part in draft.split("<style>")[1:]]
    return page.render(**values, styles=" ".join(map(digest, styles)))


def write_page(study: Study, path: Path) -> Path:
    found = explorer_of(study)
    assert found is not None
    path.write_text(page_of(found), encoding="utf-8", newline="\n")
    return path
