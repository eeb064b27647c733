"""Spaces stand side by side with those of their vectors and encoder."""

from embedstudy.report.study.space_families import group_spaces, list_kind_looks, sort_spaces
from embedstudy.results.space_labels import SpaceKey

BEFORE, RANDOM = (SpaceKey("d", kind, "", "mean") for kind in ("random-before", "random"))
PRETRAINED = [SpaceKey("d", "pretrained", vectors) for vectors in ("a", "b")]
FINETUNED = [SpaceKey("d", "finetuned", vectors, "mean") for vectors in ("a", "b")]


def test_one_family_needs_no_label():
    (family,) = group_spaces([FINETUNED[0], RANDOM, PRETRAINED[0], BEFORE])
    assert family.label == ""
    assert family.spaces == (BEFORE, RANDOM, PRETRAINED[0], FINETUNED[0])


def test_random_weights_stand_with_every_table_of_vectors():
    families = group_spaces([BEFORE, RANDOM, *PRETRAINED, *FINETUNED])
    assert [family.label for family in families] == ["a", "b"]
    assert [family.spaces for family in families] == [
        (BEFORE, RANDOM, PRETRAINED[0], FINETUNED[0]),
        (BEFORE, RANDOM, PRETRAINED[1], FINETUNED[1]),
    ]


def test_pretrained_vectors_stand_with_every_encoder():
    others = [SpaceKey("d", "finetuned", "a", "cnn"), SpaceKey("d", "finetuned", "b", "cnn")]
    families = group_spaces([*PRETRAINED, *FINETUNED, *others])
    assert sorted(family.label for family in families) == ["a, cnn", "a, mean", "b, cnn", "b, mean"]
    assert all(len(family.spaces) == 2 for family in families)


def test_a_space_knows_what_training_made_of_it():
    (family,) = group_spaces([BEFORE, RANDOM, PRETRAINED[0], FINETUNED[0]])
    assert family.find_before(RANDOM) == BEFORE
    assert family.find_after(BEFORE) == RANDOM
    assert family.find_before(FINETUNED[0]) == PRETRAINED[0]
    assert family.find_before(PRETRAINED[0]) is None
    assert family.find_after(FINETUNED[0]) is None


def test_a_space_that_became_two_has_no_one_after_it():
    channels = SpaceKey("d", "multichannel", "a", "cnn")
    both = SpaceKey("d", "finetuned", "a", "cnn")
    (family,) = group_spaces([PRETRAINED[0], both, channels])
    assert family.find_after(PRETRAINED[0]) is None
    assert family.find_before(channels) == PRETRAINED[0]


def test_spaces_go_from_chance_to_the_task_and_unknown_kinds_come_last():
    unknown = SpaceKey("d", "unheard-of")
    spaces = sort_spaces([unknown, FINETUNED[0], PRETRAINED[0], RANDOM, BEFORE, RANDOM])
    assert spaces == [BEFORE, RANDOM, PRETRAINED[0], FINETUNED[0], unknown]


def test_kinds_are_listed_once_with_their_looks():
    looks = dict(list_kind_looks([BEFORE, *FINETUNED]))
    assert list(looks) == ["random-before", "finetuned"]
    assert looks["random-before"].is_hollow
