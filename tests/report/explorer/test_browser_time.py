"""The explorer over the time of training, as people use it."""

from dataclasses import replace

import numpy as np
import pytest

from embedstudy.structure.knn import nearest
from tests.report.explorer.made_up import BAD, GOOD, add, empty, made_up
from tests.report.explorer.pages import write_page

WORDS = (*GOOD, *BAD)
EPOCHS = (0, 0.01, 0.1, 1, 2, 3)
# Moments lie between two documents, so not at 1 % of the epoch itself.
MOMENTS = (0, 0.00996483, *EPOCHS[2:])
LEFT, RIGHT, HOME, END, SPACE = "\ue012", "\ue014", "\ue011", "\ue010", " "


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("time") / "study", epochs=MOMENTS)


@pytest.fixture(scope="module")
def page(study):
    return write_page(study, study.path / "page.html")


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    study = made_up(tmp_path_factory.mktemp("time") / "plain")
    return write_page(study, study.path / "page.html")


def open_at(browser, page, address="#word=good2", word="good2", **how):
    browser.open(page, address, **how)
    browser.wait_for(word)
    browser.wait(lambda: browser.one("#explorer-time").is_displayed())


def pictures(browser):
    return browser.run("return [...document.querySelectorAll('canvas')].map((c) => c.toDataURL())")


def address(browser):
    return browser.run("return location.hash")


def moment(browser):
    text, spoken = browser.run(
        "return [document.querySelector('#explorer-epoch').textContent,"
        " document.querySelector('#explorer-moment').getAttribute('aria-valuetext')]"
    )
    assert spoken == text
    return text


def test_a_study_without_snapshots_has_no_slider(browser, plain):
    browser.open(plain, "#word=good2&epoch=1")
    browser.wait_for("good2")
    assert not browser.one("#explorer-time").is_displayed()
    assert not browser.one("#explorer-course").is_displayed()
    assert "stands still" not in browser.text("#explorer-lists")
    assert address(browser) == "#word=good2"
    browser.run("location.hash = 'epoch=1'")
    browser.wait(lambda: address(browser) == "#word=good2")


def test_a_page_without_a_slider_has_the_command_that_adds_it(browser, plain, page):
    browser.open(plain, "#word=good2", width=390)
    browser.wait_for("good2")
    line = browser.one("#explorer .no-slider")
    assert line.text.splitlines() == [
        "No slider over time: the study kept no snapshots (the version that made it kept none). "
        "This command adds them:",
        f"embedstudy compare --out {plain.parent} --resume --snapshots",
        "Copy",
    ]
    browser.one("#explorer .no-slider .copy").click()
    browser.wait(lambda: browser.text("#explorer .no-slider .copy") == "Copied")
    browser.cdp("Emulation.setEmulatedMedia", media="print")
    assert not line.is_displayed()
    open_at(browser, page)
    assert browser.all("#explorer .no-slider") == []


def test_a_time_without_a_word_is_one_of_the_word_that_is_shown(browser, page):
    open_at(browser, page, "#epoch=1", "good0")
    browser.wait(lambda: address(browser) == "#word=good0&epoch=1")
    assert moment(browser) == "epoch 1 of 3"
    browser.run("location.hash = 'word=bad2'")
    browser.wait_for("bad2")
    browser.run("location.hash = 'epoch=0.1'")
    browser.wait(lambda: address(browser) == "#word=bad2&epoch=0.1")
    browser.run("location.hash = 'epoch=abc'")
    browser.wait(lambda: address(browser) == "#word=bad2")
    assert moment(browser) == "after training"


def test_after_training_the_page_is_as_it_is_without_snapshots(browser, page, plain):
    browser.open(plain, "#word=good2")
    browser.wait_for("good2")
    shown = [pictures(browser), browser.text("#explorer-lists"), browser.text("#explorer-key")]
    open_at(browser, page)
    assert moment(browser) == "after training"
    assert browser.run("return document.documentElement.scrollWidth") <= 1280
    now = [pictures(browser), browser.text("#explorer-lists"), browser.text("#explorer-key")]
    assert now == shown
    browser.one("#explorer-moment").send_keys(HOME)
    assert pictures(browser) != shown[0]
    browser.one("#explorer-trained").click()
    now = [pictures(browser), browser.text("#explorer-lists"), browser.text("#explorer-key")]
    assert now == shown
    assert address(browser) == "#word=good2"


def test_the_slider_goes_by_keys_and_the_lists_are_those_of_the_moment(browser, page, study):
    open_at(browser, page)
    slider = browser.one("#explorer-moment")
    assert browser.one("label[for=explorer-moment]").get_attribute("textContent")
    matrices = [study.snapshots(row.run).vectors for row in study.runs if row.strategy != "frozen"]
    for key, place in ((HOME, 0), (RIGHT, 1), (RIGHT, 2), (END, 5), (LEFT, 4), (LEFT, 3)):
        slider.send_keys(key)
        assert moment(browser) == f"epoch {EPOCHS[place]} of 3"
        assert address(browser) == f"#word=good2&epoch={EPOCHS[place]}"
        boxes = browser.all("#explorer-lists .space")
        for box, vectors in zip((boxes[1], boxes[3]), matrices, strict=True):
            ids, _ = nearest(np.asarray(vectors[place]), 10)
            words = [word.text for word in box.find_elements("css selector", "li .word")]
            assert words == [WORDS[i] for i in ids[WORDS.index("good2")]]
            assert f"epoch {EPOCHS[place]} of 3" in box.text
        for i in (0, 2):
            assert "stands still" in boxes[i].text


def test_a_label_and_its_lists_are_of_one_moment_however_it_is_rounded(browser, tmp_path):
    epochs = (0, 1 / 48, 5 / 48, 2 / 15, 4 / 15, 1, 2)
    study = made_up(tmp_path / "study", epochs=epochs)
    (run,) = [row.run for row in study.runs if row.strategy == "random"]
    vectors = study.snapshots(run).vectors
    page = write_page(study, tmp_path / "page.html")
    open_at(browser, page)
    for place, (epoch, text) in enumerate(
        zip(epochs, ("0", "0.021", "0.1", "0.13", "0.27", "1", "2"), strict=True)
    ):
        browser.one("#explorer-moment").send_keys(HOME if place == 0 else RIGHT)
        assert moment(browser) == f"epoch {text} of 2", epoch
        assert address(browser) == f"#word=good2&epoch={text}"
        ids, _ = nearest(np.asarray(vectors[place]), 10)
        box = browser.all("#explorer-lists .space")[1]
        words = [word.text for word in box.find_elements("css selector", "li .word")]
        assert words == [WORDS[i] for i in ids[WORDS.index("good2")]]
        assert f"epoch {text} of 2" in box.text
    open_at(browser, page, "#word=good2&epoch=0.13")
    assert moment(browser) == "epoch 0.13 of 2"


def test_back_and_forward_go_through_words_and_times(browser, page):
    open_at(browser, page)
    browser.one("#explorer-moment").send_keys(HOME)
    browser.one("#explorer-forward").click()
    assert address(browser) == "#word=good2&epoch=0.01"
    browser.run("location.hash = 'word=bad3&epoch=2'")
    browser.wait_for("bad3")
    assert moment(browser) == "epoch 2 of 3"
    browser.all("#explorer-lists .word")[0].click()
    browser.wait(lambda: browser.word() != "bad3")
    assert address(browser).endswith("&epoch=2")  # a word keeps the time
    browser.driver.back()
    browser.wait_for("bad3")
    browser.driver.back()
    browser.wait_for("good2")
    browser.wait(lambda: moment(browser) == "epoch 0.01 of 3")
    browser.driver.back()  # both steps in time were one step of the address
    browser.wait(lambda: moment(browser) == "after training")
    assert browser.word() == "good2"
    browser.driver.forward()
    browser.wait(lambda: moment(browser) == "epoch 0.01 of 3")


@pytest.mark.parametrize(
    ("epoch", "shown"),
    [
        ("0.3", "epoch 0.1 of 3"),
        ("99999", "epoch 3 of 3"),
        ("abc", "after training"),
        ("", "after training"),
        ("-1", "after training"),
        ("1e999", "after training"),
        ("NaN", "after training"),
        ("9" * 400, "after training"),
        ("%", "after training"),
    ],
)
def test_an_epoch_typed_by_hand_is_no_trouble(browser, page, epoch, shown):
    open_at(browser, page, f"#word=good2&epoch={epoch}")
    browser.wait(lambda: moment(browser) == shown)
    assert browser.word() == "good2"
    time = "" if shown == "after training" else f"&epoch={shown.split()[1]}"
    browser.wait(lambda: address(browser) == f"#word=good2{time}")


def test_after_training_the_knob_stands_at_the_chosen_moment(browser, page):
    value = "return document.querySelector('#explorer-moment').value"
    for act, shown in (
        (lambda: browser.one("#explorer-back").click(), "epoch 1 of 3"),
        (lambda: browser.one("#explorer-forward").click(), "epoch 3 of 3"),
        (lambda: browser.one("#explorer-moment").send_keys(LEFT), "epoch 1 of 3"),
        (lambda: browser.one("#explorer-moment").send_keys(RIGHT), "epoch 3 of 3"),
        (lambda: browser.one("#explorer-moment").send_keys(END), "epoch 3 of 3"),
    ):
        open_at(browser, page)
        assert moment(browser) == "after training"
        assert browser.run(value) == "4"
        act()
        assert moment(browser) == shown


def test_a_moment_where_the_knob_stands_already_can_be_chosen(browser, tmp_path):
    study = made_up(tmp_path / "study", epochs=(0, 1))
    open_at(browser, write_page(study, tmp_path / "page.html"))
    assert moment(browser) == "after training"
    browser.one("#explorer-moment").send_keys(HOME)  # dev chose the start here
    assert moment(browser) == "epoch 0 of 1"


def test_bars_have_one_scale_over_time(browser, page):
    open_at(browser, page)
    browser.one("#explorer-moment").send_keys(HOME)
    keys = {browser.text("#explorer-key")}
    for _ in EPOCHS[1:]:
        browser.one("#explorer-moment").send_keys(RIGHT)
        keys.add(browser.text("#explorer-key"))
    assert len(keys) == 1


_WATCHED = """
window.places = new Set();
const ask = requestAnimationFrame.bind(window);
window.requestAnimationFrame = (draw) => ask((now) => {
  draw(now);
  window.places.add(document.querySelector(".curve .mark").getAttribute("cx"));
});
"""


def test_it_plays_and_pauses(browser, page):
    open_at(browser, page)
    browser.run(_WATCHED)
    play = browser.one("#explorer-play")
    browser.run("arguments[0].focus()", play)
    browser.press(SPACE)
    assert play.text == "Pause"
    browser.wait(lambda: moment(browser) != "epoch 0 of 3")
    browser.press(SPACE)
    assert play.text == "Play"
    at_rest = address(browser)
    assert at_rest == f"#word=good2&epoch={moment(browser).split()[1]}"
    browser.run("arguments[0].focus()", play)
    browser.press(SPACE)
    browser.wait(lambda: play.text == "Play")  # it ends by itself
    assert moment(browser) == "epoch 3 of 3"
    assert address(browser) == "#word=good2&epoch=3"
    assert browser.run("return window.places.size") > 5 * len(EPOCHS)  # between the moments too


def test_a_word_chosen_while_it_plays_writes_the_moment(browser, page):
    open_at(browser, page)
    browser.run("document.querySelector('#explorer-play').click()")
    browser.wait(lambda: moment(browser) == "epoch 0.1 of 3")
    shown, written = browser.run(
        "document.querySelector('#explorer-lists .word').click();"
        "return [document.querySelector('#explorer-epoch').textContent, location.hash]"
    )
    assert written.split("&epoch=")[1] == shown.split()[1]


_STEPPED = """
window.frames = 0;
window.places = new Set();
const ask = requestAnimationFrame.bind(window);
window.requestAnimationFrame = (draw) => { window.frames += 1; return ask(draw); };
const mark = document.querySelector(".curve .mark");
new MutationObserver(() => window.places.add(mark.getAttribute("cx")))
  .observe(mark, { attributes: true });
"""


def test_who_wants_less_motion_gets_steps(browser, page):
    open_at(browser, page)
    features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    browser.cdp("Emulation.setEmulatedMedia", features=features)
    browser.run(_STEPPED)
    browser.one("#explorer-play").click()
    browser.wait(lambda: browser.text("#explorer-play") == "Play")
    assert moment(browser) == "epoch 3 of 3"
    assert browser.run("return window.frames") == 0
    assert browser.run("return window.places.size") <= len(EPOCHS)


def test_a_step_stops_the_play(browser, page):
    open_at(browser, page)
    browser.run("document.querySelector('#explorer-play').click()")
    browser.one("#explorer-back").click()
    assert browser.text("#explorer-play") == "Play"
    at_rest = moment(browser), pictures(browser)
    browser.driver.execute_async_script("setTimeout(arguments[0], 200)")
    assert (moment(browser), pictures(browser)) == at_rest
    browser.run("location.hash = 'word=bad1'")
    browser.wait_for("bad1")
    browser.wait(lambda: moment(browser) == "after training")


def test_a_word_has_a_path(browser, page):
    open_at(browser, page)
    before = pictures(browser)
    browser.one("#explorer-path").click()
    assert (moment(browser), address(browser)) == ("after training", "#word=good2")
    assert "All moments share the same two axes" in browser.text("#explorer-time-note")
    with_path = pictures(browser)
    assert [a == b for a, b in zip(before, with_path, strict=True)] == [True, False, True, False]
    browser.one("#explorer-path").click()
    assert pictures(browser) == before
    assert not browser.one("#explorer-time-note").is_displayed()
    browser.one("#explorer-moment").send_keys(LEFT, RIGHT, LEFT, LEFT)
    without = pictures(browser)
    browser.one("#explorer-path").click()
    with_path = pictures(browser)
    assert [a == b for a, b in zip(without, with_path, strict=True)] == [True, False, True, False]


_LINES = """
window.lines = [];
const { beginPath, lineTo } = CanvasRenderingContext2D.prototype;
Object.assign(CanvasRenderingContext2D.prototype, {
  beginPath() { lines.push(0); beginPath.call(this); },
  lineTo(x, y) { lines[lines.length - 1] += 1; lineTo.call(this, x, y); },
});
"""


def test_after_training_a_path_ends_at_the_chosen_epoch(browser, page):
    open_at(browser, page)
    browser.run(_LINES)
    browser.one("#explorer-path").click()
    assert max(browser.run("return lines")) == len(EPOCHS) - 2
    browser.one("#explorer-back").click()
    assert max(browser.run("return lines")) == len(EPOCHS) - 1
    browser.one("#explorer-trained").click()
    browser.one("input[value=map]").click()
    after = pictures(browser)
    for _ in range(2):
        browser.one("#explorer-path").click()
    assert pictures(browser) == after


def test_common_axes_show_moments_too(browser, page):
    open_at(browser, page, "#word=good2&epoch=0")
    browser.wait(lambda: moment(browser) == "epoch 0 of 3")
    note = browser.text("#explorer-time-note").strip()
    assert note == (
        "All moments share the same two axes, so a word that moves was moved by training. "
        "random-before and pretrained do not change."
    )
    browser.one("input[value=map]").click()
    assert browser.text("#explorer-time-note").strip() == note
    assert "(multiple factor analysis" in browser.text("#explorer-axes-note")
    start = pictures(browser)
    browser.one("#explorer-moment").send_keys(END)
    end = pictures(browser)
    assert [a == b for a, b in zip(start, end, strict=True)] == [True, False, True, False]


def test_curves_have_a_mark_at_the_moment(browser, page):
    open_at(browser, page)
    marks = "return [...document.querySelectorAll('.curve .mark')].map((m) => m.getAttribute('cx'))"
    captions = browser.texts(".curve figcaption")
    assert [caption.split(" 2")[0] for caption in captions] == ["train loss", "dev accuracy, %"]
    after = browser.run(marks)
    assert len(after) == 4
    browser.one("#explorer-moment").send_keys(HOME)
    assert len(set(browser.run(marks))) == 1
    assert browser.run(marks) != after
    captions = ["train loss 20.7040.70", "dev accuracy, % 250.0450.0"]
    assert browser.texts(".curve figcaption") == captions
    assert browser.texts(".curve .tick")[2:] == ["80.0", "50.0"]


def test_on_paper_nothing_is_said_of_maps_that_move(browser, page):
    open_at(browser, page, "#word=good2&epoch=0")
    browser.wait(lambda: browser.one("#explorer-time-note").is_displayed())
    browser.cdp("Emulation.setEmulatedMedia", media="print")
    assert not browser.one("#explorer-time-note").is_displayed()


_SIZES = """
const sizes = (part) => [...document.querySelectorAll(`.curve ${part}`)];
return [sizes("svg").map((svg) => svg.getBoundingClientRect().top),
        sizes(".tick").map((tick) => tick.getBoundingClientRect().height)];
"""


def test_curves_stand_at_one_height_with_one_size_of_text(browser, page):
    heights = set()
    for width in (1280, 700, 560):
        open_at(browser, page, width=width)
        tops, texts = browser.run(_SIZES)
        assert len(set(tops)) == 1
        heights |= set(texts)
    assert len(heights) == 1
    assert heights.pop() > 10


def test_a_large_map_has_what_the_bar_leaves_of_the_screen(browser, page):
    open_at(browser, page, width=1366, height=768)
    browser.all(".map-button")[0].click()
    browser.one("#explorer-forward").click()
    browser.one(".large").location_once_scrolled_into_view  # noqa: B018
    bar, tall, box = browser.run(
        "document.querySelector('.large').scrollIntoView({ block: 'nearest' });"
        "const box = document.querySelector('.large').getBoundingClientRect();"
        "const bar = document.querySelector('#explorer-time').getBoundingClientRect();"
        "return [[bar.top, bar.bottom], document.querySelector('canvas').clientHeight,"
        " [box.top, box.bottom]]"
    )
    assert bar[0] == 0
    assert bar[1] < 60
    assert bar[1] <= box[0]
    assert box[1] <= 768
    assert tall > 500
    assert browser.run("return document.querySelector('canvas').height") == tall
    browser.cdp(
        "Emulation.setDeviceMetricsOverride",
        width=1366, height=600, deviceScaleFactor=1, mobile=False,
    )  # fmt: skip
    browser.wait(
        lambda: browser.run("return document.querySelector('canvas').height") == tall - 168
    )


def test_a_layout_stands_still_and_says_so(browser, study):
    laid_out = write_page(study, study.path / "laid-out.html", "tsne")
    open_at(browser, laid_out)
    before = pictures(browser)
    browser.one("#explorer-moment").send_keys(HOME)
    assert "stands still" in browser.text("#explorer-time-note")
    neighbors = browser.texts("#explorer-lists .space")[1]
    assert "epoch 0 of 3" in neighbors
    browser.one("#explorer-trained").click()
    assert pictures(browser) == before


def test_data_sets_each_have_their_time(browser, tmp_path):
    study = empty(tmp_path / "study")
    add(study, GOOD, dataset="first", epochs=EPOCHS)
    add(study, GOOD, dataset="second")
    page = write_page(study, tmp_path / "page.html")
    open_at(browser, page, "#dataset=first&word=good3&epoch=1", "good3")
    browser.wait(lambda: moment(browser) == "epoch 1 of 3")
    browser.run("location.hash = 'dataset=second&word=good4&epoch=1'")
    browser.wait_for("good4")
    assert not browser.one("#explorer-time").is_displayed()
    browser.driver.back()
    browser.wait_for("good3")
    browser.wait(lambda: moment(browser) == "epoch 1 of 3")
    assert browser.one("#explorer-time").is_displayed()


@pytest.mark.parametrize("epochs", [(0,), (0, 1)])
@pytest.mark.parametrize("words", [GOOD[:1], GOOD[:3]])
def test_few_words_and_moments_are_shown(browser, tmp_path, words, epochs):
    study = made_up(tmp_path / "study", words, epochs=epochs)
    open_at(browser, write_page(study, tmp_path / "page.html"), "#word=good0", "good0")
    assert browser.one("#explorer-moment").is_enabled() == (len(epochs) > 1)
    if len(epochs) > 1:
        browser.one("#explorer-forward").click()
        assert moment(browser) == "epoch 1 of 1"


def test_a_start_of_zeros_has_no_neighbours_and_large_numbers_have_curves(browser, tmp_path):
    study = made_up(tmp_path / "study", epochs=EPOCHS, strategies=["random"])
    (run,) = [row.run for row in study.runs]
    snapshots, space = study.snapshots(run), study.space(run)
    vectors = np.array(snapshots.vectors)
    vectors[0] = 0
    losses = [3e38, 0.5, 1e20, 0.25, 1e20, 0.25]
    moments = tuple(
        replace(moment, train_loss=loss)
        for moment, loss in zip(snapshots.moments, losses, strict=True)
    )
    study.write_snapshots(run, replace(snapshots, vectors=vectors, moments=moments))
    matrices = {"vectors": space.matrix, "initial": vectors[0]}
    study.write_space(run, WORDS, matrices, {"without_vector": []})
    open_at(browser, write_page(study, tmp_path / "page.html"), "#word=good2&epoch=0")
    assert moment(browser) == "epoch 0 of 3"
    before, now = (box.text for box in browser.all("#explorer-lists .space"))
    assert "No neighbours here: a vector of zeros has no direction." in before
    assert "No neighbours here: a vector of zeros has no direction." in now
    browser.one("#explorer-forward").click()
    _, now = (box.text for box in browser.all("#explorer-lists .space"))
    assert "No neighbours here" not in now
    attributes = browser.run(
        "return [...document.querySelectorAll('#explorer-curves svg *')].flatMap((node) =>"
        " [...node.attributes].map(({ value }) => value))"
    )
    assert attributes
    assert not [text for text in attributes if "NaN" in text or "Infinity" in text]
    assert "NaN" not in browser.text("#explorer-curves")
    assert browser.run("return document.documentElement.scrollWidth") <= 1280


def test_a_browser_that_cannot_unpack_says_so(browser, page):
    script = browser.cdp(
        "Page.addScriptToEvaluateOnNewDocument", source="delete window.DecompressionStream"
    )
    try:
        browser.open(page, "#word=good2&epoch=1")
        browser.wait_for("good2")
        assert browser.one("#explorer-too-old").is_displayed()
        assert not browser.one("#explorer-time").is_displayed()
    finally:
        browser.cdp("Page.removeScriptToEvaluateOnNewDocument", **script)


@pytest.mark.parametrize(("width", "highest"), [(320, 120), (390, 80), (700, 50), (1280, 50)])
def test_no_moment_is_wider_than_the_screen_and_the_bar_is_low(browser, page, width, highest):
    open_at(browser, page, "#word=good2&epoch=0.01", width=width)
    browser.wait(lambda: moment(browser) == "epoch 0.01 of 3")
    assert browser.run("return document.documentElement.scrollWidth") <= width
    assert browser.one("#explorer-time").size["height"] <= highest


_PLAYED = """
const done = arguments[0];
const [draws, times, ask] = [[], [], requestAnimationFrame.bind(window)];
window.requestAnimationFrame = (draw) => ask((now) => {
  const start = performance.now();
  draw(now);
  draws.push(performance.now() - start);
  times.push(now);
});
const button = document.getElementById("explorer-play");
button.click();
const watch = setInterval(() => {
  if (button.textContent === "Pause") return;
  clearInterval(watch);
  done([draws, times.slice(1).map((time, i) => time - times[i])]);
}, 100);
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A page of 5,000 words at 15 moments, in four spaces that move."""
    words = [f"word{i}" for i in range(5000)]
    epochs = (0, 0.01, 0.03, 0.1, 0.3, *range(1, 11))
    folder = tmp_path_factory.mktemp("large")
    study = made_up(
        folder / "study", words, strategies=["random", "finetuned"], encoders=["mean", "max"],
        epochs=epochs,
    )  # fmt: skip
    return write_page(study, folder / "page.html")


def measure_cpu(browser):
    """CPU time of the page's main thread so far, in ms: of its scripts, and of all."""
    metrics = browser.cdp("Performance.getMetrics")["metrics"]
    values = {metric["name"]: 1000 * metric["value"] for metric in metrics}
    return np.array([values["ScriptDuration"], values["TaskDuration"]])


@pytest.mark.parametrize("ratio", [1, 2])
def test_five_thousand_words_in_four_spaces_play(browser, large, ratio, record_property):
    assert large.stat().st_size < 8_000_000
    open_at(browser, large, "#word=word0", "word0")
    size = {"width": 1280, "height": 900, "mobile": False}
    browser.cdp("Emulation.setDeviceMetricsOverride", deviceScaleFactor=ratio, **size)
    shown = ["random (mean)", "random (max)", "finetuned (mean)", "finetuned (max)"]
    for label in browser.all("#explorer-choice label"):
        tick = label.find_element("css selector", "input")
        if tick.is_selected() != any(name in label.text for name in shown):
            tick.click()
    browser.run("document.querySelector('#explorer-maps').scrollIntoView()")
    browser.driver.set_script_timeout(120)
    browser.cdp("Performance.enable", timeDomain="threadTicks")
    before = measure_cpu(browser)
    draws, intervals = map(sorted, browser.driver.execute_async_script(_PLAYED))
    cpu = (measure_cpu(browser) - before) / len(draws)
    browser.cdp("Performance.disable")
    record_property("page_bytes", large.stat().st_size)
    record_property("cpu_milliseconds", cpu.round(1).tolist())
    record_property("draw_milliseconds", [draws[len(draws) // 2], draws[int(0.9 * len(draws))]])
    record_property("frame_milliseconds", intervals[len(intervals) // 2])
    record_property("frames", len(draws))
    assert moment(browser) == "epoch 10 of 10"  # it came to the end; how smoothly, the report says
