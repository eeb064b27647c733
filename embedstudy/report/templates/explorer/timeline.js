// The time of training: a slider over its moments, and buttons. Null is the time after training, in
// which each space is that of the epoch that dev chose. The knob then stands at the epoch of the first
// space that moves, and steps go on from there.
const SLIDER_KEYS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);
const STEP_TIME = 700; // milliseconds from one moment to the next

const momentText = (space, epoch) => {
  const { epochs } = space.moments;
  return `epoch ${epochText(epochs[momentAt(space.moments, epoch).at])} of ${epochText(epochs.at(-1))}`;
};

const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// onMove(epoch, isAtRest): an epoch between two moments while it plays; at rest, one of a moment.
const timeBox = (onMove) => {
  const slider = byId("moment");
  const button = byId("play");
  let timeline = [];
  let curves = [];
  let epoch = null;
  let rest = 0; // the place of the knob after training
  let waiting = null; // what stops the playing

  const placeOf = (time) => (time === null ? rest : timeline.indexOf(nearestEpoch(timeline, time)));
  const epochAt = (place) => {
    const at = Math.floor(place);
    return timeline[at] + (place - at) * ((timeline[at + 1] ?? timeline[at]) - timeline[at]);
  };

  const stop = () => {
    if (waiting === null) return;
    waiting();
    waiting = null;
    button.textContent = "Play";
  };

  const go = (place) => {
    stop();
    onMove(timeline[Math.max(0, Math.min(timeline.length - 1, place))], true);
  };

  const step = (by) => go(placeOf(epoch) + by);

  const glide = (from) => {
    let [place, last] = [from, null];
    let frame = null;
    const next = (now) => {
      // A page that was in the background goes on from where it was.
      place = Math.min(timeline.length - 1, place + Math.min(100, now - (last ?? now)) / STEP_TIME);
      last = now;
      const isOver = place === timeline.length - 1;
      if (isOver) stop();
      else frame = requestAnimationFrame(next);
      onMove(epochAt(place), isOver);
    };
    frame = requestAnimationFrame(next);
    return () => { cancelAnimationFrame(frame); };
  };

  const hop = (from) => {
    let place = from;
    const timer = setInterval(() => {
      place += 1;
      const isOver = place >= timeline.length - 1;
      if (isOver) stop();
      onMove(timeline[place], isOver);
    }, STEP_TIME);
    return () => clearInterval(timer);
  };

  const play = () => {
    const place = epoch === null ? 0 : placeOf(epoch);
    const from = place === timeline.length - 1 ? 0 : place;
    onMove(timeline[from], false);
    waiting = isCalm() ? hop(from) : glide(from);
    button.textContent = "Pause";
  };

  const pause = () => {
    stop();
    onMove(timeline[placeOf(epoch)], true);
  };

  button.addEventListener("click", () => (waiting === null ? play() : pause()));
  byId("back").addEventListener("click", () => step(-1));
  byId("forward").addEventListener("click", () => step(1));
  byId("trained").addEventListener("click", () => { stop(); onMove(null, true); });
  slider.addEventListener("input", () => go(Number(slider.value)));
  // Where the knob stands there already, a click or a key moves nothing, and yet asks for that moment.
  const take = () => { if (epoch === null) go(Number(slider.value)); };
  slider.addEventListener("click", take);
  slider.addEventListener("keyup", ({ key }) => { if (SLIDER_KEYS.has(key)) take(); });

  // The curves of some spaces of a data set; without moments there is no slider.
  const open = (dataset, shown) => {
    stop();
    timeline = timelineOf(dataset);
    byId("time").hidden = byId("course").hidden = timeline.length === 0;
    slider.max = timeline.length - 1;
    for (const part of [slider, button, byId("back"), byId("forward")]) part.disabled = timeline.length < 2;
    const moving = shown.filter((place) => dataset.spaces[place].moments?.map);
    byId("epoch").textContent = "";
    const [first] = (moving.length ? moving.map((place) => dataset.spaces[place]) : dataset.spaces.filter((space) => space.moments?.map));
    rest = first ? placeOf(first.moments.epochs[first.moments.chosen]) : 0;
    curves = timeline.length ? MEASURES.map((measure) => curve(dataset, moving, timeline, measure)).filter((drawn) => drawn !== null) : [];
    byId("curves").replaceChildren(...curves.map(({ box }) => box));
    show(epoch);
  };

  // Tell whether it is another moment than the one that was shown.
  const show = (time) => {
    epoch = time;
    if (!timeline.length) return false;
    for (const { mark } of curves) mark(time);
    byId("time").classList.toggle("on", time !== null);
    byId("trained").disabled = time === null;
    const text = time === null ? "after training" : `epoch ${epochText(timeline[momentAt({ epochs: timeline }, time).at])} of ${epochText(timeline.at(-1))}`;
    if (byId("epoch").textContent === text) return false;
    byId("epoch").textContent = text;
    slider.value = time === null ? rest : momentAt({ epochs: timeline }, time).at;
    slider.setAttribute("aria-valuetext", text);
    return true;
  };

  return { open, show, stop };
};
