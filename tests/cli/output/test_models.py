"""Tables of a tested model."""

from embedstudy import EmbeddingClassifier
from tests.cli.runner import call


def test_many_classes_fit_a_terminal(tmp_path):
    labels = [f"class {i}" for i in range(20)]
    texts = [f"word{i}" for i in range(20)]
    many = EmbeddingClassifier(learning_rate=0.5, epochs=1).fit(texts * 2, labels * 2)
    many.save(tmp_path / "m")
    path = tmp_path / "many.tsv"
    rows = (f"{text}\t{label}\n" for text, label in zip(texts * 2, labels * 2, strict=True))
    path.write_text("text\tlabel\n" + "".join(rows))
    result = call("test", tmp_path / "m", path, "--part", "all")
    assert "classes most often taken for another" in result.stdout
    assert max(map(len, result.stdout.splitlines()[1:])) <= 100
