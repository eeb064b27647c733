// The state of the page. Only the address and the boxes change it.
const FIRST_SPACES = 4;
const data = JSON.parse(document.getElementById("explorer-data").textContent);
const opened = new Map();
const state = { dataset: null, id: null, chosen: null, shown: [], axes: null, pointed: null, epoch: null };
let maps = [];
let neighbors = [];
let toFocus = false;
let isOwnMove = false;

const datasetAt = (place) => {
  if (!opened.has(place)) opened.set(place, datasetOf(data.datasets[place], data));
  return opened.get(place);
};

// The data set that the address names, or else the first that has its word.
const datasetFor = (asked) => {
  const { datasets } = data;
  const place = datasets.findIndex(({ name }) => name === asked?.dataset);
  if (place >= 0 || asked === null) return datasetAt(Math.max(0, place));
  if (asked.word === undefined) return state.dataset ?? datasetAt(0);
  const having = datasets.findIndex((_, place) => idOf(asked.word, datasetAt(place)) !== undefined);
  return datasetAt(Math.max(0, having));
};

const say = (text) => { byId("status").textContent = text; };

// The class of bars and colours: the chosen one, or the strongest of the word.
const classPlace = () => {
  const { dataset, id, chosen } = state;
  if (chosen !== null || dataset.scored.length === 1 || id === null) return chosen ?? 0;
  return classesOf(dataset, id)[0]?.place ?? 0;
};

// The end of the scale of colours: all but the strongest few words lie within it.
const scales = new Map();
const largestOf = (place) => {
  const key = `${state.dataset.name}\n${place}`;
  if (!scales.has(key)) {
    const all = state.dataset.words.map((_, id) => Math.abs(state.dataset.z(id, place) ?? 0)).sort((a, b) => a - b);
    scales.set(key, Math.max(2, all[Math.floor(0.98 * (all.length - 1))] ?? 0));
  }
  return scales.get(key);
};

const colouring = () => {
  if (!state.dataset.scored.length) return { zOf: () => null, largest: 1, place: null };
  const place = classPlace();
  return { zOf: (id) => state.dataset.z(id, place), largest: largestOf(place), place };
};

const lightMap = (map) => map.light(state.id, state.id === null ? [] : neighbors[map.place], state.pointed);

const lightMaps = () => { maps.forEach(lightMap); };

const point = (id) => {
  if (state.pointed === id) return;
  state.pointed = id;
  lightRows(id);
  lightMaps();
};

const drawMaps = () => {
  const { zOf, largest } = colouring();
  for (const map of maps) map.draw(state.axes, zOf, largest, state.epoch);
  lightMaps();
};

const addressNow = (word) => {
  const { dataset, epoch } = state;
  const timeline = timelineOf(dataset);
  const moment = epoch === null ? null : epochText(timeline[momentAt({ epochs: timeline }, epoch).at]);
  return addressOf(word, data.datasets.length > 1 ? dataset.name : null, moment);
};

const goTo = (typed) => {
  const address = addressNow(typed);
  if (location.hash === address) {
    show();
  } else {
    isOwnMove = true;
    location.hash = address;
  }
};

// The focus follows to the word. On a map it stays, so that the keys go on from word to word.
const go = (id) => {
  toFocus = true;
  goTo(state.dataset.words[id]);
};

// Bars end at the largest value that is shown, so that none is cut. Over time they keep one scale: that
// of all moments.
const longestBar = (zOf) => {
  const { dataset, id, shown, epoch } = state;
  const epochs = epoch === null ? [null] : timelineOf(dataset);
  const near = epochs.flatMap((time) => shown.flatMap((place) => neighborsOf(dataset.spaces[place], id, time))).map((neighbor) => neighbor.id);
  const own = classesOf(dataset, id).slice(0, BARS).map(({ z }) => z);
  return Math.max(2, ...[...own, ...near.map((other) => zOf(other) ?? 0)].map(Math.abs));
};

const context = () => {
  const { zOf } = colouring();
  const longest = longestBar(zOf);
  return { dataset: state.dataset, shown: state.shown, epoch: state.epoch, zOf, longest, onGo: go, onHover: point };
};

const makeMaps = () => {
  const actions = { onGo: (id) => goTo(state.dataset.words[id]), onHover: point, say, current: () => state.id, onEnlarge: () => { for (const map of maps) map.enlarge(false); } };
  maps = state.shown.map((place) => new WordMap(state.dataset, place, actions));
  for (const map of maps) map.hasPath = byId("path").checked;
  byId("maps").replaceChildren(...maps.map((map) => map.box));
};

const showWord = () => {
  const { dataset, id } = state;
  if (id === null) return;
  byId("word").replaceChildren(isolated(dataset.words[id]));
  const now = context();
  showFrequency(dataset, id);
  showOdds(dataset, id, now.longest);
  neighbors = showLists(now, id);
  const { place, largest } = colouring();
  showKey(dataset, place, now.longest);
  showLegend(dataset, place, largest);
  showUnplaced(dataset, id, state.axes);
};

const chooseSpaces = () => {
  const { spaces } = state.dataset;
  const box = byId("choice");
  box.hidden = spaces.length <= FIRST_SPACES;
  box.replaceChildren(
    box.firstElementChild,
    ...spaces.map((space, place) => {
      const tick = element("input", { type: "checkbox" });
      tick.checked = state.shown.includes(place);
      tick.addEventListener("change", () => {
        state.shown = spaces.map((_, other) => other).filter((other) =>
          (other === place ? tick.checked : state.shown.includes(other)));
        makeMaps();
        time.open(state.dataset, state.shown);
        showWord();
        drawMaps();
      });
      return element("label", {}, tick, " ", number(place), isolated(space.name));
    }),
  );
};

const chooseClass = () => {
  const { scored } = state.dataset;
  byId("classes").hidden = scored.length < 2;
  const box = byId("class");
  box.replaceChildren(
    element("option", { value: "" }, "the word’s own strongest"),
    ...scored.map((name, place) => element("option", { value: place }, name)),
  );
  box.value = "";
};

const openDataset = (dataset) => {
  if (state.dataset === dataset) return;
  Object.assign(state, { dataset, id: null, chosen: null, pointed: null, epoch: null });
  state.shown = dataset.spaces.map((_, place) => place).slice(0, FIRST_SPACES);
  byId("dataset").value = dataset.name;
  chooseSpaces();
  chooseClass();
  makeMaps();
  time.open(dataset, state.shown);
  showNotes(state, data);
  unpackSoon(dataset);
};

// The moments of training come after the first picture.
const unpackSoon = (dataset) => {
  const spaces = dataset.spaces.filter((space) => space.moments?.packed);
  byId("too-old").hidden = !spaces.length || canUnpack;
  if (!spaces.length || !canUnpack) return;
  setTimeout(async () => {
    for (const space of spaces) await unpackMoments(dataset.spaces, space, dataset.words.length);
    if (state.dataset !== dataset) return;
    time.open(dataset, state.shown);
    showNotes(state, data);
    moveTo(epochOfAddress(), false);
    correctTime();
  });
};

const epochOfAddress = () => {
  const epoch = readAddress()?.epoch ?? null;
  const timeline = timelineOf(state.dataset);
  return epoch === null || !timeline.length ? null : nearestEpoch(timeline, epoch);
};

// Show another time: maps at once, lists with each moment, the address at rest.
const moveTo = (epoch, isAtRest) => {
  const isOther = (epoch === null) !== (state.epoch === null);
  state.epoch = epoch;
  const isOtherMoment = time.show(epoch);
  if (isOtherMoment) showWord();
  if (isOther) showNotes(state, data);
  for (const map of maps) {
    if (isOther || map.isMoving()) map.moveTo(epoch);
    if (isOtherMoment || map.isMoving()) lightMap(map);
  }
  if (isAtRest) keepTime();
};

// The first step in time is one that leads back; those after it take its place.
const keepTime = () => {
  if (state.id === null) return;
  const address = addressNow(state.dataset.words[state.id]);
  if (location.hash === address) return;
  if (state.epoch !== null && (readAddress()?.epoch ?? null) === null) {
    isOwnMove = true;
    location.hash = address;
    return;
  }
  try {
    history.replaceState({ isVisited: true }, "", address);
  } catch {
    // A page within a page has no address of its own.
  }
};

// An epoch of the address that is none of a moment becomes the one that is shown, and goes where none
// is. Moments that are still packed may have it.
const correctTime = () => {
  const isWaiting = state.dataset.spaces.some((space) => space.moments?.packed);
  if (readAddress() && /[#&]epoch=/.test(location.hash) && !isWaiting) keepTime();
};

const showUnknown = (typed) => {
  const { dataset } = state;
  const close = nearestSpellings(typed, dataset.words, 8);
  const shown = typed.length > 80 ? `${Array.from(typed.slice(0, 160)).slice(0, 80).join("")}…` : typed;
  const scope = dataset.words.length < dataset.total ? `the ${grouped(dataset.words.length)} most frequent words` : `the ${grouped(dataset.words.length)} words`;
  const line = element("p", {}, isolated(shown, "name"), ` is not among ${scope} of `, isolated(dataset.name), close.length ? ". Nearest spellings:" : ", nor is a word spelled like it.");
  const list = element("ul", {}, ...close.map((id) => element("li", {}, wordButton(dataset.words[id], () => go(id)))));
  byId("unknown").replaceChildren(line, ...(close.length ? [list] : []));
  say(`Not among the words. ${close.length ? `Nearest spellings: ${close.map((id) => dataset.words[id]).join(", ")}` : ""}`);
};

// Show the word of the address. Only the address decides, so that back and forward work.
const show = (isOwn = false) => {
  const asked = readAddress();
  if (asked === null && location.hash.length > 1 && state.dataset) return; // another part of the page
  const dataset = datasetFor(asked);
  const isOther = state.dataset !== dataset;
  openDataset(dataset);
  const before = colouring().place;
  const typed = asked?.word ?? (asked === null || state.id === null ? dataset.start : dataset.words[state.id]);
  const id = idOf(typed, dataset);
  byId("unknown").hidden = id !== undefined || typed === "";
  if (id === undefined) {
    if (typed !== "") showUnknown(typed);
    if (state.id === null) state.id = dataset.ids.get(dataset.start) ?? null;
  } else {
    state.id = id;
  }
  state.pointed = null;
  const epoch = isOwn && !isOther ? state.epoch : epochOfAddress();
  const isOtherTime = epoch !== state.epoch;
  if (isOtherTime) {
    time.stop();
    state.epoch = epoch;
    time.show(epoch);
    showNotes(state, data);
  }
  box.show(id === undefined ? typed : asked ? dataset.words[id] : "");
  showWord();
  if (isOther || isOtherTime) drawMaps();
  else lightMaps();
  // Other colours come a frame later, so that the lists need not wait for thousands of dots.
  if (!isOther && before !== colouring().place) requestAnimationFrame(() => setTimeout(drawMaps));
  if (id !== undefined && !isOwn) correctTime();
  if (id !== undefined && asked) say(`${dataset.words[id]}: neighbours in ${state.shown.length === 1 ? "1 space" : `${state.shown.length} spaces`}`);
  if (toFocus && id !== undefined) {
    byId("word").focus({ preventScroll: true });
    byId("word").scrollIntoView({ block: "nearest" });
  }
  toFocus = false;
};

const search = (typed) => {
  const id = idOf(typed, state.dataset);
  if (id === undefined) goTo(typed);
  else go(id);
};

const box = searchBox(() => state.dataset, search);
const time = timeBox((epoch, isAtRest) => moveTo(epoch, isAtRest));

// An address that was typed or followed shows the explorer. Back and forward scroll by themselves.
const onAddress = () => {
  const isVisited = Boolean(history.state?.isVisited);
  const isOwn = isOwnMove;
  const isNew = !isOwn && !isVisited;
  isOwnMove = false;
  show(isOwn);
  if (!isVisited) history.replaceState({ isVisited: true }, "");
  if (isNew && readAddress() !== null) document.getElementById("explorer").scrollIntoView();
};

const begin = () => {
  document.querySelector(".explorer-off").hidden = true;
  byId("on").hidden = false;
  byId("datasets").hidden = data.datasets.length < 2;
  byId("dataset").append(...data.datasets.map(({ name }) => element("option", { value: name }, name)));
  byId("dataset").addEventListener("change", (event) => {
    const next = datasetFor({ dataset: event.target.value });
    const word = state.id === null ? "" : state.dataset.words[state.id];
    isOwnMove = true;
    location.hash = addressOf(next.ids.has(word) ? word : next.start, next.name, null);
  });
  byId("class").addEventListener("change", (event) => {
    state.chosen = event.target.value === "" ? null : Number(event.target.value);
    showWord();
    drawMaps();
  });
  for (const choice of document.querySelectorAll('input[name="explorer-axes"]')) {
    if (choice.checked) state.axes = choice.value;
    choice.addEventListener("change", () => {
      state.axes = choice.value;
      showNotes(state, data);
      if (state.id !== null) showUnplaced(state.dataset, state.id, state.axes);
      drawMaps();
    });
  }
  byId("path").addEventListener("change", (event) => {
    for (const map of maps) map.hasPath = event.target.checked;
    for (const map of maps) map.refresh();
    showNotes(state, data);
  });
  window.addEventListener("hashchange", onAddress);
  history.replaceState({ isVisited: true }, "");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawMaps);
  show();
  if (readAddress() !== null) document.getElementById("explorer").scrollIntoView(); // a link to a word
  new ResizeObserver(() => {
    if (maps.some((map) => map.hasOtherSize())) drawMaps();
  }).observe(byId("maps"));
  // A large map has the height that the bar leaves.
  new ResizeObserver(() => {
    byId("on").style.setProperty("--bar", `${byId("time").offsetHeight}px`);
  }).observe(byId("time"));
};

begin();
