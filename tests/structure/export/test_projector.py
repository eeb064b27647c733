import csv

import numpy as np
import pytest

from embedstudy.structure.log_odds import log_odds
from tests.structure.export.made_up import COUNTS, HOSTILE, TUNED, WORDS, export, read_tsv


def test_the_projector(study, tmp_path):
    exported = export(study, "projector", "finetuned", out=tmp_path / "p")
    assert {path.name for path in (tmp_path / "p").iterdir()} == {p.name for p in exported.files}
    assert (tmp_path / "p" / "projector_config.pbtxt").read_text() == (
        f'embeddings {{\n  tensor_name: "{TUNED.run}"\n  tensor_path: "vectors.tsv"\n'
        '  metadata_path: "metadata.tsv"\n}\n'
    )
    numbers = read_tsv(tmp_path / "p" / "vectors.tsv")
    after, before = study.space(TUNED.run).matrix, study.space(TUNED.run, initial=True).matrix
    assert np.array_equal(np.array(numbers, dtype=np.float32), after)
    head, *rows = read_tsv(tmp_path / "p" / "metadata.tsv")
    assert head == ["word", "count", "class", "log_odds_pos", "drift", "has_vector"]
    ratios, _ = log_odds(COUNTS)
    class_names = ["pos", "neg", "neg", "neg"]  # the last two as often, of fewer words
    for at, cells in enumerate(rows):
        cosine = after[at] @ before[at] / np.linalg.norm(after[at]) / np.linalg.norm(before[at])
        heard = at < 4
        assert cells[:2] == [WORDS[at], str(10 * COUNTS[at].sum())]
        assert cells[2] == (class_names[at] if heard else "")
        assert cells[3] == (f"{ratios[at, 1]:.6g}" if heard else "")  # no held-out text has it
        assert float(cells[4]) == pytest.approx(cosine, rel=1e-4)
        assert cells[5] == ("true" if at != 4 else "false")


@pytest.mark.parametrize("safe", [False, True])
@pytest.mark.parametrize("run", ["random", "finetuned"])
def test_no_word_breaks_a_row_of_the_projector(hostile, tmp_path, run, safe):
    export(hostile, "projector", run, out=tmp_path / "p", spreadsheet_safe=safe)
    numbers = read_tsv(tmp_path / "p" / "vectors.tsv")
    head, *rows = read_tsv(tmp_path / "p" / "metadata.tsv")
    assert len(numbers) == len(rows) == len(HOSTILE)
    assert {len(cells) for cells in rows} == {len(head)}
    assert head[3] == r'log_odds_"pos\n'
    shown = dict(zip(HOSTILE, (cells[0] for cells in rows), strict=True))
    assert shown["a\tb"] == r"a\tb"
    assert shown["a\\tb"] == r"a\\tb"
    assert shown["a\u2028b"] == r"a\u2028b"
    assert shown["a\x85b"] == r"a\x85b"
    assert shown[""] == r"\e"
    assert shown["</script><script>alert(1)</script>"] == "</script><script>alert(1)</script>"
    assert shown["👩‍🚀"] == "👩‍🚀"
    assert len(set(shown.values())) == len(HOSTILE)
    mark = "'" if safe else ""
    for word in ("=1+1", "+x", "-x", "@x", "＝1", '"quoted'):
        assert shown[word] == mark + word
    assert shown["-0.5"] == "-0.5"  # a number is no formula
    assert any(cells[4].startswith("-") for cells in rows)


def test_a_safe_projector_table_is_read_alike_with_quoting(hostile, tmp_path):
    export(hostile, "projector", "random", out=tmp_path / "p", spreadsheet_safe=True)
    with (tmp_path / "p" / "metadata.tsv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file, delimiter="\t"))) == len(HOSTILE) + 1
