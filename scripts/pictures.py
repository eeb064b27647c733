"""Take the pictures of pages and of the terminal that the documentation shows.

    python scripts/pictures.py runs/rotten-tomatoes bad docs/images
    python scripts/pictures.py runs/initializers docs/images

Of a study with snapshots it takes the explorer over time and frames of a film, too. That explorer
has the word of ``--over-time``, dull in the documentation. It needs the extra ``test``
(Selenium), and Chromium with its driver on the PATH.
"""

import argparse
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
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
# What is seen of the training: a moment of the explorer, and frames of the film by their moments.
EPOCH, FRAMES, FRAME_SIZE = 2, ("0", "0.3", "10"), (854, 960)


def main() -> None:
    """Take the top of the page and, of a word, the explorer."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("study", type=Path)
    parser.add_argument("word", nargs="?", help="left out for a page without an explorer")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--over-time", help="the word at a moment of training; WORD if left out")
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
        if (study / "snapshots").is_dir():
            word = arguments.over_time or arguments.word
            place = f"{page}#word={word}&epoch={EPOCH}"
            file = folder / f"{study.name}-explorer-over-time.png"
            take(browser, place, "#explorer-time", (1280, 1180), file)
            take_frames(browser, study, folder / f"{study.name}-over-time.png")
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


def take_frames(browser: webdriver.Chrome, study: Path, file: Path) -> None:
    """Draw frames of the film of the training from random weights next to each other."""
    frames = []
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "embedstudy", "export", str(study), "--run", "random"]
        subprocess.run([*command, "--format", "svg-frames", "--out", folder], check=True)
        for epoch in FRAMES:
            (frame,) = Path(folder).glob(f"*-epoch-{epoch}.svg")
            frames.append(look(browser, frame.as_uri(), "svg", FRAME_SIZE))
    width, height = (3 * side // 4 for side in FRAME_SIZE)  # from pixels to points
    drawn = Image.new("RGB", (width * len(frames), height))
    for place, seen in enumerate(frames):
        drawn.paste(seen.resize((width, height)), (width * place, 0))
    save(drawn, file)


def take(
    browser: webdriver.Chrome, address: str, part: str, size: tuple[int, int], file: Path
) -> None:
    """Keep what is seen of a part of a page, from its top."""
    save(look(browser, address, part, size), file)


def look(browser: webdriver.Chrome, address: str, part: str, size: tuple[int, int]) -> Image.Image:
    """Return what is seen of a part of a page, from its top."""
    screen = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.get("about:blank")
    browser.get(address)
    sleep(1)  # until the moments of the training are there
    browser.execute_script("document.querySelector(arguments[0]).scrollIntoView()", part)
    sleep(1)  # until what a scroll sets off has been drawn
    return Image.open(BytesIO(browser.get_screenshot_as_png())).convert("RGB")


def save(picture: Image.Image, file: Path) -> None:
    """Keep a picture in few colours."""
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main()
