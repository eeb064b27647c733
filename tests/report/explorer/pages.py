"""The explorer where people meet it: in the page of a study."""

from pathlib import Path

from embedstudy.notebook import Study
from embedstudy.report.explorer import Explorer, draw_explorer
from embedstudy.report.page import make_environment
from embedstudy.report.study import render_page
from tests.report.study.made_up import meta

_ALONE = """\
{% extends "base.html" %}
{% block title %}The explorer{% endblock %}
{% block header %}<h1>The explorer</h1>{% endblock %}
{% block content %}
<style>{{ explorer.style | safe }}</style>
{{ explorer.html }}
<script type="application/json" id="explorer-data">{{ explorer.data | safe }}</script>
{% endblock %}
"""


def page_of(explorer: Explorer) -> str:
    """The explorer alone, which needs no study."""
    return (
        make_environment()
        .from_string(_ALONE)
        .render(explorer=explorer, scripts=[explorer.script], script_hashes=[], version="")
    )


def write_page(study: Study, path: Path, layout: str = "pca") -> Path:
    if "data" not in study.meta:  # one of `made_up`
        names = list(dict.fromkeys(row.dataset for row in study.runs))
        metas = [meta(name, vectors="made-up") for name in names]
        parts = ("data", "coverage", "without_vector", "held_out_words")
        merged = {
            part: {k: v for meta_of_dataset in metas for k, v in meta_of_dataset[part].items()}
            for part in parts
        }
        # The explorer opens with the most frequent word, as it is the only probe word.
        probes = {row.dataset: study.space(row.run).words[:1] for row in reversed(study.runs)}
        study.write_meta({**(metas or [meta()])[0], **merged, "probes": probes})
    explorer = draw_explorer(study, layout)
    assert explorer is not None
    path.write_bytes(render_page(study, explorer=explorer))
    return path
