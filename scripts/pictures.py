"""Take the pictures of pages that the documentation shows.

    python scripts/pictures.py runs/rotten-tomatoes terrible docs/images
    python scripts/pictures.py runs/initializers docs/images

Needs the extra ``test`` (Selenium), and Chromium with its driver on the PATH.
"""

import argparse
from io import BytesIO
from pathlib import Path
from time import sleep

from PIL import Image
from selenium import webdriver

WIDTH, COLOURS = 1100, 255


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
            take(browser, page, "body", 800, folder / f"{study.name}.png")
            return
        take(browser, page, "body", 960, folder / f"{study.name}-report.png")
        place = f"{page}#word={arguments.word}"
        take(browser, place, "#explorer", 1500, folder / f"{study.name}-explorer.png")
    finally:
        browser.quit()


def take(browser: webdriver.Chrome, address: str, part: str, height: int, file: Path) -> None:
    """Keep what is seen of a part of a page, from its top, in few colours."""
    size = {"width": WIDTH, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get("about:blank")
    browser.get(address)
    browser.execute_script("document.querySelector(arguments[0]).scrollIntoView()", part)
    sleep(1)  # until what a scroll sets off has been drawn
    seen = Image.open(BytesIO(browser.get_screenshot_as_png())).convert("RGB")
    seen.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main()
