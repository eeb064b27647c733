"""The deep averaging network of Iyyer et al. (2015), ACL: a mean, then hidden layers."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from embedstudy.nn.encoders.encoder import BackwardToMean, Parameters
from embedstudy.nn.encoders.mean import Mean


@dataclass(frozen=True)
class DAN(Mean):
    """Average the word vectors, then apply hidden layers with ReLU."""

    # The word dropout is that of the paper.
    recommended: ClassVar = {"batch_size": 32, "optimizer": "adam", "word_dropout": 0.3}
    has_layers = True

    hidden_size: int
    hidden_layers: int

    def width(self, dim: int) -> int:
        """Return the number of features: the units of the last hidden layer."""
        return self.hidden_size

    def parameters(self, dim: int, rng: np.random.Generator, initializer: Any) -> Parameters:
        """Draw the weights ``hidden<i>``, shape (units, units before), and zero ``bias<i>``."""
        parameters = {}
        for name, shape in self.shapes(dim).items():
            if len(shape) == 2:
                weights = initializer(shape[::-1], rng)
                parameters[name] = np.ascontiguousarray(weights.T)
            else:
                parameters[name] = np.zeros(shape, np.float32)
        return parameters

    def shapes(self, dim: int) -> dict[str, tuple[int, ...]]:
        """Return the shapes of the parameters."""
        sizes = [dim] + [self.hidden_size] * self.hidden_layers
        shapes: dict[str, tuple[int, ...]] = {}
        for i, (units_before, units) in enumerate(pairwise(sizes), start=1):
            shapes[f"hidden{i}"] = units, units_before
            shapes[f"bias{i}"] = (units,)
        return shapes

    def on_mean(
        self, mean: np.ndarray, parameters: Parameters
    ) -> tuple[np.ndarray, BackwardToMean]:
        """Apply the hidden layers to the mean."""
        layers = range(1, self.hidden_layers + 1)
        inputs = [mean]
        for i in layers:
            units = inputs[-1] @ parameters[f"hidden{i}"].T
            units += parameters[f"bias{i}"]
            inputs.append(np.maximum(units, 0, out=units))

        def backward(gradient: np.ndarray) -> tuple[np.ndarray, Parameters]:
            gradients = {}
            for i in reversed(layers):
                gradient = gradient * (inputs[i] > 0)
                gradients[f"hidden{i}"] = gradient.T @ inputs[i - 1]
                gradients[f"bias{i}"] = gradient.sum(axis=0)
                gradient = gradient @ parameters[f"hidden{i}"]
            return gradient, gradients

        return inputs[-1], backward
