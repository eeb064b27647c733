"""Spaces of a study as files for other programs: one small writer a format."""

from embedstudy.structure.export.exporting import Exported, export

__all__ = ["Exported", "export"]
