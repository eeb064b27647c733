import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.results.space_labels import SpaceKey
from embedstudy.structure.spaces import has_spaces, list_spaces
from tests.structure.made_up_study import Run, write_study
from tests.studies import compare

WORDS = ["a", "b", "c", "d", "e"]
COUNTS = np.full((5, 2), 4)


@pytest.fixture(scope="module")
def study(corpus, vectors, tmp_path_factory):
    out = tmp_path_factory.mktemp("neighbors") / "s"
    return compare(corpus, vectors, seeds=2, learning_rate=0.3, out=out, progress=False)


def test_spaces_go_from_chance_to_the_task(study):
    kinds = [space.key.kind for space in list_spaces(study)]
    assert kinds == ["random-before", "random", "pretrained", "finetuned"]


def test_the_pretrained_space_is_there_without_frozen_runs(corpus, vectors, tmp_path):
    study = compare(
        corpus,
        vectors,
        strategies=["random", "finetuned"],
        seeds=1,
        learning_rate=0.3,
        out=tmp_path / "s",
        progress=False,
    )
    assert [s.key.kind for s in list_spaces(study)] == [
        "random-before",
        "random",
        "pretrained",
        "finetuned",
    ]


def rng_matrix(seed, dim=4):
    return np.random.default_rng(seed).normal(size=(len(WORDS), dim)).astype(np.float32)


def keys_of(study, **options):
    return [(space.key, space.seed) for space in list_spaces(study, **options)]


def test_every_seed_has_its_spaces_and_the_pretrained_one_is_there_once(tmp_path):
    table = rng_matrix(9)
    runs = [Run("random", rng_matrix(seed), rng_matrix(seed + 5), seed) for seed in (0, 1)]
    runs += [Run("frozen", table, seed=seed) for seed in (0, 1)]
    runs += [Run("finetuned", rng_matrix(seed + 7), table, seed) for seed in (0, 1)]
    runs += [Run("zeros", table, table)]
    study = write_study(tmp_path / "s", WORDS, COUNTS, COUNTS, runs)
    before, random = (SpaceKey("d", kind, "", "mean") for kind in ("random-before", "random"))
    pretrained, finetuned = (
        SpaceKey("d", "pretrained", "v"),
        SpaceKey("d", "finetuned", "v", "mean"),
    )
    assert keys_of(study) == [(before, 0), (random, 0), (pretrained, None), (finetuned, 0)]
    assert keys_of(study, every_seed=True) == [
        (before, 0), (before, 1), (random, 0), (random, 1), (pretrained, None), (finetuned, 0),
        (finetuned, 1),
    ]  # fmt: skip
    assert list_spaces(study)[-1].before is not None


def test_random_spaces_of_two_tables_are_one_if_they_are_the_same(tmp_path):
    """Tables of one dimension; tables of two dimensions give spaces that name their table."""
    same = [Run("random", rng_matrix(0), rng_matrix(1), vectors=v) for v in ("v", "w")]
    study = write_study(tmp_path / "same", WORDS, COUNTS, COUNTS, same)
    assert [key.vectors for key, _ in keys_of(study)] == ["", ""]
    runs_of_two_tables = [*same, Run("random", rng_matrix(0, 6), rng_matrix(1, 6), vectors="x")]
    study = write_study(tmp_path / "other", WORDS, COUNTS, COUNTS, runs_of_two_tables)
    assert [(key.kind, key.vectors) for key, _ in keys_of(study)] == [
        ("random-before", "v"), ("random", "v"), ("random-before", "x"), ("random", "x"),
    ]  # fmt: skip


def test_the_pretrained_space_of_two_encoders_is_one(tmp_path):
    table = rng_matrix(9)
    runs = [Run("frozen", table, without_vector=[1], encoder=e) for e in ("mean", "max")]
    study = write_study(tmp_path / "s", WORDS, COUNTS, COUNTS, runs)
    (space,) = list_spaces(study)
    assert space.key == SpaceKey("d", "pretrained", "v")
    assert space.known.tolist() == [True, False, True, True, True]
    assert space.neighbors(WORDS[1], 3) == []


def test_controls_have_no_space(tmp_path):
    runs = [Run("random-frozen", rng_matrix(0)), Run("zeros", rng_matrix(0), rng_matrix(0))]
    study = write_study(tmp_path / "s", WORDS, COUNTS, COUNTS, runs)
    assert not has_spaces(study)
    with pytest.raises(InputError, match="no finished run to look into"):
        list_spaces(study)
