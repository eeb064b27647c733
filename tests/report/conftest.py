"""A browser to open pages in; without one, the tests that need it are left out."""

import json
import shutil

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Counts what would be a person's proof that a word was run.
_WATCH = "window.alerts = []; window.alert = (text) => window.alerts.push(text);"


class Browser:
    """Pages as a person finds them."""

    def __init__(self, driver):
        self.driver = driver
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})

    def open(self, path, address="", width=1280, height=900, scheme="light", media=""):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.cdp("Emulation.setEmulatedMedia", media=media, features=features)
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.cdp("Emulation.setDeviceMetricsOverride", **size)
        self.check()
        self.driver.get("about:blank")
        self.driver.get(f"{path.as_uri()}{address}")

    def check(self):
        """Nothing was complained of, run or sent since the page was opened."""
        assert self.driver.get_log("browser") == []
        assert not self.run("return window.alerts")
        page = self.run("return location.href.split('#')[0]")
        assert {url.split("#")[0] for url in self.requests()} <= {page, "data:,", "about:blank"}

    def cdp(self, command, **values):
        return self.driver.execute_cdp_cmd(command, values)

    def run(self, script, *values):
        return self.driver.execute_script(script, *values)

    def all(self, selector):
        return self.driver.find_elements("css selector", selector)

    def one(self, selector):
        return self.driver.find_element("css selector", selector)

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0]).textContent", selector)

    def texts(self, selector):
        return self.run(
            "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)",
            selector,
        )

    def wait(self, holds):
        from selenium.webdriver.support.wait import WebDriverWait

        WebDriverWait(self.driver, 120, poll_frequency=0.02).until(lambda _: holds())

    def word(self):
        return self.text("#explorer-word")

    def wait_for(self, word):
        self.wait(lambda: self.word() == word)

    def press(self, *keys):
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def requests(self):
        """The addresses that were asked for since this was asked last."""
        messages = [json.loads(e["message"])["message"] for e in self.driver.get_log("performance")]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]


@pytest.fixture(scope="session")
def session():
    webdriver = pytest.importorskip("selenium.webdriver", reason="Selenium is not installed")
    from selenium.webdriver.chrome.service import Service

    binary = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        missing = "chromedriver" if binary else f"browser ({', '.join(BROWSERS)})"
        pytest.skip(f"no {missing} on the PATH: pages are not tried in a browser")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    # Sandboxes do not nest, nor does root have one; and no name leads anywhere.
    for argument in ("headless=new", "no-sandbox", "disable-dev-shm-usage",
                     "host-resolver-rules=MAP * ~NOTFOUND"):  # fmt: skip
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = webdriver.Chrome(options=options, service=Service(driver))
    yield Browser(started)
    started.quit()


@pytest.fixture
def browser(session):
    """The browser; all pages that a test opens are checked in the end."""
    session.driver.get("about:blank")
    session.driver.get_log("browser")
    session.requests()
    yield session
    session.check()
