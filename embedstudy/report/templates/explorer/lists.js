// A word, its frequency and classes, and its neighbours in each space side by side.
const number = (place) => element("span", { class: "number" }, String(place + 1));

const heading = (space, place) =>
  element("h4", {}, number(place), isolated(space.name));

const showFrequency = (dataset, id) => {
  const parts = [`number ${grouped(id + 1)} of ${grouped(dataset.total)} by frequency`];
  if (dataset.counts) {
    const times = (count) => ({ 0: "never", 1: "once" })[count] ?? `${grouped(count)} times`;
    parts.unshift(
      `said ${times(dataset.counts[id])} in the training texts`,
      `${times(dataset.heldOut[id])} in those held out`,
    );
  }
  byId("frequency").textContent = `${parts.join(", ")}.`;
};

// The strongest classes of a word first; of two classes, the second has log-odds.
const BARS = 6;

const classesOf = (dataset, id) =>
  dataset.scored
    .map((name, place) => ({ name, place, odds: dataset.odds(id, place), z: dataset.z(id, place) }))
    .filter(({ odds }) => odds !== null)
    .sort((a, b) => b.z - a.z);

// A long name keeps its two ends; the whole name is there on pointing at it.
const LONGEST_NAME = 44;

const classLabel = (name) => {
  const signs = Array.from(visible(name));
  const half = LONGEST_NAME / 2;
  const text = signs.length > LONGEST_NAME ? `${signs.slice(0, half).join("")}…${signs.slice(1 - half).join("")}` : name;
  const node = isolated(text, "class-name");
  if (text !== name) node.title = name;
  return node;
};

const showOdds = (dataset, id, longest) => {
  const box = byId("odds");
  box.replaceChildren();
  if (!dataset.counts) {
    box.append(element("p", {}, "This study keeps no counts of words by class, so there are no log-odds."));
    return;
  }
  const scores = classesOf(dataset, id);
  if (!scores.length) {
    box.append(element("p", {}, "Not said in the held-out texts: no log-odds."));
    return;
  }
  const two = dataset.classes.length === 2;
  const list = element("div", { class: two ? "classes two" : "classes" });
  for (const { name, odds, z } of scores.slice(0, BARS)) {
    list.append(
      classLabel(two ? dataset.classes[0] : name),
      bar(z, longest, "wide"),
      ...(two ? [classLabel(name)] : []),
      element("span", { class: "value" }, `log-odds ${signed(odds, 2)} (z ${signed(z, 1)})`),
    );
  }
  box.append(list);
  if (scores.length > BARS) {
    box.append(element("p", {}, `The ${BARS} classes of ${scores.length} that say the word most above the others.`));
  }
};

const neighborRow = (context, neighbor, marks) => {
  const { dataset, onGo, onHover } = context;
  const row = element(
    "li",
    { "data-word": neighbor.id },
    marks.isNew
      ? element("span", { class: "sign-new", title: "not there before training" }, "+", hidden(" new "))
      : element("span"),
    wordButton(dataset.words[neighbor.id], () => onGo(neighbor.id)),
    element(
      "span",
      { class: "also", title: "also among the nearest in these spaces" },
      ...(marks.also.length ? [hidden(" also in "), ...marks.also.map(number)] : []),
    ),
    marks.z === null ? element("span", { class: "odds" }) : bar(marks.z, context.longest, "small"),
    element("span", { class: "cosine" }, decimal(neighbor.cosine, 2)),
  );
  row.addEventListener("pointerenter", () => onHover(neighbor.id));
  row.addEventListener("pointerleave", () => onHover(null));
  return row;
};

const aboutSpace = (context, space, id) => {
  const parts = [space.about || space.kind];
  if (context.epoch !== null) parts.push(isMoving(space, context.epoch) ? momentText(space, context.epoch) : "stands still");
  const drift = driftOf(space, id, context.epoch);
  if (drift !== null) parts.push(`cosine with itself before: ${decimal(drift, 2)}`);
  return parts.join("; ");
};

const lostWords = (context, gone) => {
  const line = element("p", { class: "lost" }, "No longer near: ");
  gone.forEach(({ id }, i) => {
    // A button is a place to break a line: its comma stays with it.
    const last = i === gone.length - 1;
    const word = wordButton(context.dataset.words[id], () => context.onGo(id));
    line.append(element("span", { class: "kept-together" }, word, last ? "" : ","), last ? "" : " ");
  });
  return line;
};

const whyNothing = ({ words }, space, id) => {
  if (!isKnown(space, id)) return "No vector here: the word has none in the pretrained table.";
  return words.length === 1 ? "No other word here." : "No neighbours here: a vector of zeros has no direction.";
};

const spaceList = (context, id, place, all) => {
  const { dataset } = context;
  const space = dataset.spaces[place];
  const box = element(
    "div",
    { class: `space hue-${space.hue}${space.hollow ? " before" : ""}` },
    heading(space, place),
    element("p", { class: "about" }, aboutSpace(context, space, id)),
  );
  if (!all[place].length) {
    box.append(element("p", { class: "nothing" }, whyNothing(dataset, space, id)));
    return box;
  }
  const before = space.before === null || !all[space.before].length ? null : all[space.before];
  const ids = all.map((list) => new Set(list.map((neighbor) => neighbor.id)));
  const list = element("ol", {});
  for (const neighbor of all[place]) {
    list.append(
      neighborRow(context, neighbor, {
        isNew: before !== null && !ids[space.before].has(neighbor.id),
        also: context.shown.filter((other) => other !== place && ids[other].has(neighbor.id)),
        z: context.zOf(neighbor.id),
      }),
    );
  }
  box.append(list);
  const gone = (before ?? []).filter((neighbor) => !ids[place].has(neighbor.id));
  if (gone.length) box.append(lostWords(context, gone));
  return box;
};

const showLists = (context, id) => {
  const all = context.dataset.spaces.map((space) => neighborsOf(space, id, context.epoch));
  byId("lists").replaceChildren(...context.shown.map((place) => spaceList(context, id, place, all)));
  return all;
};

const lightRows = (id) => {
  for (const row of byId("lists").querySelectorAll("li[data-word]")) {
    row.classList.toggle("lit", id !== null && Number(row.dataset.word) === id);
  }
};
