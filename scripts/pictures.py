"""Take the pictures of pages and of the terminal that the documentation shows.

    python scripts/pictures.py runs/rotten-tomatoes bad docs/images
    python scripts/pictures.py runs/initializers docs/images

Needs the extra ``test`` (Selenium), and Chromium with its driver on the PATH.
"""

import argparse
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from time import sleep

from PIL import Image
from rich.console import Console
from rich.text import Text
from selenium import webdriver

WIDTH, COLOURS = 1100, 255
# The first screen of a page: name, width and height in CSS pixels, and the colours of the system.
SCREENS = (
    ("report", WIDTH, 960, "light"),
    ("report-1400", 1400, 900, "light"),
    ("report-phone", 390, 844, "light"),
    ("report-dark", 1000, 800, "dark"),
)


def main() -> None:
    """Take the top of the page and, of a word, the explorer."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("study", type=Path)
    parser.add_argument("word", nargs="?", help="left out for a page without an explorer")
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    study, folder = arguments.study, arguments.folder
    options = webdriver.ChromeOptions()
    for argument in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "hide-scrollbars"):
        options.add_argument(f"--{argument}")
    browser = webdriver.Chrome(options=options)
    try:
        page = (study / "report.html").resolve().as_uri()
        if arguments.word is None:
            take(browser, page, "body", (WIDTH, 800), folder / f"{study.name}.png")
            return
        for name, width, height, colours in SCREENS:
            media = [{"name": "prefers-color-scheme", "value": colours}]
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
            take(browser, page, "body", (width, height), folder / f"{study.name}-{name}.png")
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        place = f"{page}#word={arguments.word}"
        take(browser, place, "#explorer", (WIDTH, 1500), folder / f"{study.name}-explorer.png")
        draw_terminal(study, folder / f"{study.name}-terminal.svg")
    finally:
        browser.quit()


def draw_terminal(study: Path, file: Path) -> None:
    """Draw what `embedstudy show` prints on a terminal of 80 columns."""
    command = [sys.executable, "-m", "embedstudy", "show", str(study)]
    environment = {**os.environ, "COLUMNS": "80", "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    with Path(os.devnull).open("w") as nowhere:
        console = Console(width=80, record=True, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi(shown.stdout.rstrip()))
        drawn = console.export_svg(title=f"embedstudy show {study}")
    # The picture loads nothing: any monospaced type will do.
    file.write_text(re.sub(r"@font-face {.*?}", "", drawn, flags=re.DOTALL), encoding="utf-8")


def take(
    browser: webdriver.Chrome, address: str, part: str, size: tuple[int, int], file: Path
) -> None:
    """Keep what is seen of a part of a page, from its top, in few colours."""
    screen = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.get("about:blank")
    browser.get(address)
    browser.execute_script("document.querySelector(arguments[0]).scrollIntoView()", part)
    sleep(1)  # until what a scroll sets off has been drawn
    seen = Image.open(BytesIO(browser.get_screenshot_as_png())).convert("RGB")
    seen.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main()
