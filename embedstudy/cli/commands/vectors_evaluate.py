"""``embedstudy vectors evaluate``."""

from embedstudy.cli.arguments import TableOptions, VectorsArgument
from embedstudy.cli.bind import make_command
from embedstudy.options.looking import VectorEvaluationOptions
from embedstudy.options.running import OutputOptions


@make_command("embedstudy vectors evaluate glove-6b-50d")
def vectors_evaluate(
    name: VectorsArgument,
    *,
    scoring: VectorEvaluationOptions,
    reading: TableOptions,
    output: OutputOptions,
) -> None:
    """Score vectors on WordSim-353, SimLex-999 and the Google analogies.

    The scores are those of gensim.
    """
    from embedstudy.progress import show_step

    progress = not output.quiet
    with show_step("starting", show=progress):
        from dataclasses import asdict

        from embedstudy.cli.output.console import print_json
        from embedstudy.cli.output.vectors import print_evaluation
        from embedstudy.vectors.catalog import read_vectors, write_reading
        from embedstudy.vectors.evaluation import evaluate_vectors

    with show_step(f"loading {name}", show=progress):
        vectors = read_vectors(name, None, reading, progress=progress)
    if progress:
        write_reading(vectors)
    rows = evaluate_vectors(vectors, analogies_among=scoring.among, progress=progress)
    if output.json:
        print_json({"vectors": name, "evaluation": [asdict(row) for row in rows]})
    else:
        print_evaluation(name, rows)
