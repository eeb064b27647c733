import json

import pytest

from embedstudy.errors import InputError
from embedstudy.study.plan.config import RunSpec, cells, configure
from embedstudy.study.plan.search_space import TunedValues

USUAL = {
    "vectors": ["glove-6b-50d"], "strategies": ["finetuned", "random"], "encoders": ["mean"],
    "seeds": 2, "model": {"epochs": 3}, "learning_rate": "auto",
}  # fmt: skip


def test_every_strategy_gets_the_same_grid_in_a_stable_order():
    config = configure("data", **USUAL)
    assert [cell.strategy for cell in cells(config, {"data": 10})] == ["random", "finetuned"]
    grids = {tuple(config.choices(cell)) for cell in cells(config, {"data": 10})}
    assert len(grids) == 1
    assert len(grids.pop()) > 3
    assert not set(config.tuning_seeds) & set(range(config.seeds))


def test_a_spec_goes_through_json():
    spec = cells(configure("data", **USUAL), {"data": 10})[0].spec(1, TunedValues(0.1))
    assert spec.model_config.options.epochs == 3
    assert RunSpec.from_json({**json.loads(json.dumps(spec.as_json())), "words": 5}) == spec


def test_names_of_runs_are_apart_and_safe():
    config = configure("data", **{**USUAL, "vectors": ["../x", "y"]})
    found = cells(config, {"data": 10})
    names = {cell.spec(s, TunedValues(0.1)).name for cell in found for s in range(2)}
    assert len(names) == 8
    assert not any("/" in name for name in names)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"strategies": ["randon"]}, "no strategy 'randon'; there are: random"),
        ({"vectors": []}, "'finetuned' needs vectors"),
        ({"encoders": ["lstm"]}, "no encoder 'lstm'"),
        ({"strategies": ["multichannel"]}, "'multichannel' goes with encoder 'cnn', not with"),
        ({"model": {"optimizer": "adm"}}, "no optimizer 'adm'; there are: adam"),
        ({"seeds": 0}, "seeds is 0"),
        ({"seeds": -1}, "seeds is -1"),
        ({"model": {"epochs": 0}}, "epochs is 0"),
        ({"learning_rate": -1.0}, "learning rate is -1.0"),
        ({"learning_rate": float("inf")}, "learning rate is inf"),
        ({"learning_rate": "high"}, "learning rate is 'high'"),
        ({"learning_rate": True}, "learning rate is True"),
        ({"strategies": []}, "at least one strategy"),
    ],
)
def test_bad_input(changes, message):
    with pytest.raises(InputError, match=message):
        configure("data", **{**USUAL, **changes})


def test_each_encoder_has_rates_of_its_own_optimizer():
    config = configure("data", **{**USUAL, "encoders": ["mean", "dan"]})
    found = cells(config, {"data": 10})
    assert len(found) == 4
    rates = {
        cell.model_config.encoder: [c.learning_rate for c in config.choices(cell)] for cell in found
    }
    assert max(rates["dan"]) < max(rates["mean"])
    one = configure("data", **{**USUAL, "learning_rate": 0.5})
    assert {tuple(one.choices(cell)) for cell in cells(one, {"data": 10})} == {(TunedValues(0.5),)}
