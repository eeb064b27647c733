"""Spaces of a study as files for other programs: one small writer a format."""

from embedstudy.structure.export.export import Exported, export

__all__ = ["Exported", "export"]
