"""What may run in a page, and what may not."""

import base64
import hashlib
import re

import pytest
from jinja2 import ChoiceLoader, DictLoader

from embedstudy.report.page import make_environment, render

SCRIPTS = ('let a = 1 < 2 && "é";\r\n', "a = '\udc80';\rb")


@pytest.fixture
def bare(monkeypatch):
    templates = DictLoader({"bare": '{% extends "base.html" %}'})
    monkeypatch.setattr(
        make_environment(), "loader", ChoiceLoader([templates, make_environment().loader])
    )


@pytest.mark.usefixtures("bare")
def test_the_scripts_of_a_page_and_no_others_may_run():
    content = render("bare", scripts=SCRIPTS).decode()
    shown = re.findall(r"<script>(.*?)</script>", content, re.DOTALL)
    assert shown == ['let a = 1 < 2 && "é";\n', "a = '\\udc80';\nb"]
    hashes = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in shown]
    (policy,) = re.findall('Security-Policy" content="([^"]*)"', content)
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    assert policy.endswith(f"; script-src {allowed}")


@pytest.mark.usefixtures("bare")
def test_without_scripts_none_may_run():
    content = render("bare").decode()
    assert "script" not in content
    assert "default-src 'none'" in content


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("script", ["'</SCRIPT>'", "'<!--'"])
def test_a_script_cannot_end_its_own_element(script):
    with pytest.raises(ValueError, match="a script may hold neither"):
        render("bare", scripts=[script])
