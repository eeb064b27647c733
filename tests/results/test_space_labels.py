from embedstudy.results.space_labels import SpaceKey, label_spaces

MEAN, MAX = "mean", "max"


def test_a_label_has_the_parts_in_which_spaces_of_a_kind_differ():
    keys = [
        SpaceKey("d", "random", "", MEAN),
        SpaceKey("d", "random", "", MAX),
        SpaceKey("d", "pretrained", "glove"),
        SpaceKey("d", "finetuned", "glove", MEAN),
        SpaceKey("d", "finetuned", "word2vec", MAX),
    ]
    assert list(label_spaces(keys).values()) == [
        "random (mean)", "random (max)", "pretrained", "finetuned (glove, mean)",
        "finetuned (word2vec, max)",
    ]  # fmt: skip


def test_data_sets_are_told_apart_first():
    keys = [SpaceKey(dataset, "finetuned", "glove", MEAN) for dataset in ("d", "e")]
    assert list(label_spaces(keys).values()) == ["finetuned (d)", "finetuned (e)"]


def test_a_key_that_comes_again_has_one_label():
    key = SpaceKey("d", "random", "", MEAN)
    assert label_spaces([key, key]) == {key: "random"}
    assert label_spaces([]) == {}


def test_spaces_stand_together_unless_both_name_another_part():
    finetuned = SpaceKey("d", "finetuned", "glove", MEAN)
    assert SpaceKey("d", "random", "", MEAN).stands_with(finetuned)
    assert SpaceKey("d", "pretrained", "glove").stands_with(finetuned)
    assert not SpaceKey("d", "pretrained", "word2vec").stands_with(finetuned)
    assert not SpaceKey("d", "random", "", MAX).stands_with(finetuned)
    assert not SpaceKey("e", "random", "", MEAN).stands_with(finetuned)
