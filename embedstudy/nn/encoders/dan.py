"""The deep averaging network of Iyyer et al. (2015), ACL: a mean, then hidden layers."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from embedstudy.nn.encoders.mean import Mean


@dataclass(frozen=True)
class DAN(Mean):
    """Average, then hidden layers with ReLU."""

    hidden_size: int = 100
    hidden_layers: int = 1

    def width(self, dim: int) -> int:  # noqa: ARG002 - all encoders are called alike
        """Return the number of features: the units of the last hidden layer."""
        return self.hidden_size

    def parameters(
        self, dim: int, rng: np.random.Generator, initializer: Any
    ) -> dict[str, np.ndarray]:
        """Draw the weights ``hidden<i>``, shape (units, units before), and zero ``bias<i>``."""
        sizes = [dim] + [self.hidden_size] * self.hidden_layers
        made = {}
        for i, (before, units) in enumerate(pairwise(sizes), start=1):
            made[f"hidden{i}"] = np.ascontiguousarray(initializer((before, units), rng).T)
            made[f"bias{i}"] = np.zeros(units, np.float32)
        return made

    def on_mean(
        self, mean: np.ndarray, parameters: dict[str, np.ndarray]
    ) -> tuple[np.ndarray, Callable[[np.ndarray], tuple[np.ndarray, dict[str, np.ndarray]]]]:
        """Put the hidden layers on the mean."""
        layers = range(1, self.hidden_layers + 1)
        inputs = [mean]
        for i in layers:
            units = inputs[-1] @ parameters[f"hidden{i}"].T
            units += parameters[f"bias{i}"]
            inputs.append(np.maximum(units, 0, out=units))

        def backward(gradient: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
            found = {}
            for i in reversed(layers):
                gradient = gradient * (inputs[i] > 0)
                found[f"hidden{i}"] = gradient.T @ inputs[i - 1]
                found[f"bias{i}"] = gradient.sum(axis=0)
                gradient = gradient @ parameters[f"hidden{i}"]
            return gradient, found

        return inputs[-1], backward
