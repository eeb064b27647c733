"""What classes say, kept for when the texts are gone."""

from collections import Counter

from tests.studies import compare


def test_counts_are_those_of_the_texts(corpus, vectors, tmp_path):
    study = compare(
        corpus, vectors, strategies=["random"], seeds=1, learning_rate=0.1, epochs=1,
        out=tmp_path / "s",
        progress=False,
    )  # fmt: skip
    counts = study.word_counts("made-up")
    assert counts.classes == ("neg", "pos")
    assert counts.words == tuple(study.space(study.runs[0].run).words)
    for parts, counted in ((["train"], counts.train), (["dev", "test"], counts.held_out)):
        for column, name in enumerate(counts.classes):
            expected = Counter(
                word
                for part in parts
                for text, label in zip(
                    corpus.splits[part].texts, corpus.splits[part].labels, strict=True
                )
                if label == name
                for word in text.split()
            )
            assert counted[:, column].tolist() == [expected[word] for word in counts.words]
    parts = counts.held_out_parts
    assert (parts.sum(axis=0) == counts.held_out).all()
    texts_by_class = parts.sum(axis=1)
    assert texts_by_class.min() > 0.5 * texts_by_class.mean()
