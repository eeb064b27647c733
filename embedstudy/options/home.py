"""The folder of downloads."""

from pathlib import Path
from typing import Annotated

from embedstudy.options.declaration import Flag, option_group


@option_group("Data home")
class HomeOptions:
    """The folder of downloads."""

    home: Annotated[str | None, Flag(metavar="DIR", default="EMBEDSTUDY_HOME")] = None
    """The folder of downloads."""

    @property
    def path(self) -> Path | None:
        """The folder, if one is named."""
        return Path(self.home) if self.home is not None else None
