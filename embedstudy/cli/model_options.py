"""The options that say what a model is and how it is trained, the same for every command.

What is None is as recommended for the encoder.
"""

from typing import Annotated

import typer


def _option(text: str, *names: str) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(*names, help=text, show_default=False)
    return found


Vectors = Annotated[str | None, _option("Pretrained vectors, e.g. glove-6b-50d, or a file.")]
Strategy = Annotated[
    str | None,
    _option(
        "random, frozen, finetuned or multichannel; finetuned by default if there are vectors, "
        "else random."
    ),
]
EncoderName = Annotated[str, typer.Option("--encoder", help="mean, max, concat, hier, dan or cnn.")]
Dim = Annotated[int | None, _option("The length of word vectors; 100, or that of --vectors.")]
Epochs = Annotated[int | None, _option("Passes over the training texts, at most.")]
Optimizer = Annotated[str | None, _option("sgd, adagrad, adam or adadelta.")]
LearningRate = Annotated[
    float | None,
    _option("The rate before its schedule; chosen on dev by default.", "--learning-rate", "--lr"),
]
BatchSize = Annotated[int | None, _option("Texts for each step.")]
Seed = Annotated[int, typer.Option("--seed", help="Of the random numbers.")]
MinCount = Annotated[
    int | None, _option("Words that the training texts have less often are not learned.")
]
MaxVocabulary = Annotated[int | None, _option("Only that many words are learned.")]
MaxTokens = Annotated[int | None, _option("Of each text, only that many tokens.")]
Window = Annotated[int | None, _option("Words of a run, for hier; 5.")]
HiddenSize = Annotated[int | None, _option("Units of each hidden layer, for dan; 100.")]
HiddenLayers = Annotated[int | None, _option("For dan; 1.")]
Ngrams = Annotated[int | None, _option("Runs of up to that many words are read as well.")]
Buckets = Annotated[int | None, _option("Of these runs, by their hash; 1000000.")]
Momentum = Annotated[float | None, _option("For sgd.")]
Nesterov = Annotated[bool | None, _option("Nesterov's momentum, for sgd.", "--nesterov")]
Schedule = Annotated[
    str | None, _option("How the learning rate moves: linear (to zero), constant or cosine.")
]
Warmup = Annotated[
    float | None, _option("The share of the training over which the rate rises from zero.")
]
EmbeddingRate = Annotated[
    float | None, _option("What the learning rate of the embedding is multiplied by.")
]
WeightDecay = Annotated[float | None, _option("Of all weights but biases.")]
Dropout = Annotated[float | None, _option("The share of features left out of each step.")]
WordDropout = Annotated[float | None, _option("The share of words left out of each step.")]
MaxNorm = Annotated[float | None, _option("The largest length of a class's output weights.")]
UnfreezeAfter = Annotated[int | None, _option("Frozen vectors learn after that many epochs.")]
Patience = Annotated[
    int | None, _option("Stop when dev accuracy has not risen for that many epochs.")
]
EmbeddingInitializer = Annotated[
    str | None, _option("What a random embedding starts from, e.g. RandomUniform.")
]
InitializerName = Annotated[
    str | None,
    _option("What all other weights start from, e.g. GlorotUniform.", "--initializer"),
]
ClassWeight = Annotated[
    str | None, _option("balanced: texts of rare classes count more.", "--class-weight")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]
ModelFolder = Annotated[
    str, typer.Argument(help="A folder that `train --out` wrote.", metavar="MODEL")
]
