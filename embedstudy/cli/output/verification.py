"""The output of ``embedstudy show --verify``: which files of a study are as they were written."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from embedstudy.cli.output.console import make_text, print_json, print_text
from embedstudy.cli.output.tables import make_table, print_table
from embedstudy.errors import FAILED, OK
from embedstudy.results.checksums import explain_cure
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.files import META
from embedstudy.results.verify import Verification, verify_study
from embedstudy.wording import counted

_MOST_LINES = 40


def show_verification(place: str, *, as_json: bool) -> int:
    """Check every file of a study, print the result, and return the exit status."""
    study = StudyDirectory(Path(place))
    verification = verify_study(study)
    if as_json:
        print_json(_make_document(study, verification))
    else:
        _print_verification(study, verification)
    return FAILED if verification.faults else OK


def _make_document(study: StudyDirectory, verification: Verification) -> dict[str, Any]:
    faults = [fault for fault in verification.faults if not fault.is_missing]
    return {
        "study": str(study.path),
        "has_checksums": verification.has_checksums,
        "files": verification.n_files,
        "bytes": verification.n_bytes,
        "damaged": [asdict(fault) for fault in faults],
        "missing": [fault.file for fault in verification.faults if fault.is_missing],
        "removed": list(verification.removed),
    }


def _print_verification(study: StudyDirectory, verification: Verification) -> None:
    if not verification.has_checksums:
        print_text(
            f"{study.path}: has no checksums, since an older version of embedstudy made it; "
            "what its files hold cannot be checked"
        )
        return
    table = make_table(f"{study.path}", ["part"], ["files", "bytes", "damaged", "missing"])
    for part in [*verification.parts, verification.total]:
        numbers = (part.files, part.bytes, part.damaged, part.missing)
        table.add_row(make_text(part.name), *(f"{number:,}" for number in numbers))
    print_table(table)
    for fault in verification.faults[:_MOST_LINES]:
        print_text(f"{study.path / fault.file}: {fault.reason}", "bold red")
    left_out = len(verification.faults) - _MOST_LINES
    if left_out > 0:
        print_text(f"and {counted(left_out, 'more file')}")
    for name in verification.removed:
        print_text(f"{study.path / name}: removed, which a person may do")
    if any(fault.file == META for fault in verification.faults):
        print_text("without study.json nothing can be trusted: make the study again with --force")
    elif verification.faults:
        print_text(f"{explain_cure(study.path)}, with the same bytes")
    else:
        print_text("every file is as it was written")
