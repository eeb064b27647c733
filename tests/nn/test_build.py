from dataclasses import dataclass

from embedstudy.nn.build import build
from embedstudy.nn.encoders.cnn import CNN
from embedstudy.nn.optimizers.sgd import SGD
from embedstudy.options.model import ModelOptions


def test_fields_take_the_options_of_their_name():
    assert build(SGD, ModelOptions(momentum=0.9)) == SGD(momentum=0.9, nesterov=False)


def test_other_fields_keep_their_defaults():
    @dataclass
    class Toy:
        window: int
        toy_size: int = 3

    assert build(Toy, ModelOptions(window=7)) == Toy(7, 3)
    assert build(CNN, ModelOptions()) == CNN()
