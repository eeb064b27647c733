"""The types of options: numbers within bounds."""

from typing import Annotated

from pydantic import Field

Count = Annotated[int, Field(ge=1)]
"""A whole number of at least 1."""

VectorLength = Annotated[int, Field(ge=1, le=10_000)]
"""The length of a word vector; more is a slip of the finger, and fits in no memory."""

WholeNumber = Annotated[int, Field(ge=0)]
"""A whole number of at least 0."""

Share = Annotated[float, Field(ge=0, lt=1)]
"""A number of at least 0 and below 1."""

NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
"""A finite number of at least 0."""

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
"""A finite number above 0."""
