// The meaning of the marks, the colours and the maps, in words.
const classText = ({ classes, scored }, place, longest) => [
  "bars: z of ",
  classLabel(scored[place]),
  " against ",
  classes.length === 2 ? classLabel(classes[0]) : "the other classes",
  ` (log-odds in held-out texts over their standard error; within ±2 it may be chance); a full bar is z = ${longest.toFixed(1)}`,
];

const showLegend = ({ classes, scored }, place, largest) => {
  const legend = byId("legend");
  legend.replaceChildren();
  if (place === null) return;
  const low = classes.length === 2 ? classes[0] : "the others";
  legend.append(
    element("span", {}, classes.length === 2 ? classLabel(low) : low, ` z −${largest.toFixed(1)} or less`),
    element("span", { class: "scale", role: "img", "aria-label": "purple over grey to orange" }),
    element("span", {}, classLabel(scored[place]), ` z +${largest.toFixed(1)} or more`),
    element("span", {}, "grey: about even, or not in held-out texts"),
  );
};

const AXES = {
  map: "Every map has the same two axes to the same scale, so that maps can be compared. The axes come from all spaces together (multiple factor analysis: a principal component analysis in which no space outweighs another). A space that has nothing of their meaning is drawn close to its middle.",
  pca: "Each map shows the two main components of its own space, stretched to fit. No place or distance can be compared between two maps.",
};

const mostFrequent = ({ words, laid_out: { words: count } }) =>
  (count < words.length ? `the ${grouped(count)} most frequent words` : `these ${grouped(count)} words`);

// How far a layout can be trusted in each space, in numbers.
const sharedNeighborsText = ({ spaces }, topn) => {
  const shares = spaces.filter((space) => space.shared_neighbors !== null).flatMap((space, place) =>
    [`${place ? ", " : ""}${space.shared_neighbors} % in `, isolated(space.name)]);
  return shares.length ? [` The share of a word’s ${topn} nearest by cosine that are among the ${topn} nearest on its map, on average: `, ...shares, "."] : [];
};

const layoutText = (dataset, title, topn) => [
  `${title} (${dataset.laid_out.setting}), one layout of ${mostFrequent(dataset)} in all spaces together, in the main components of the analysis that gives the common axes. A word is a point once for each space. A map shows the points of its space, over a pale shadow of all points, and a region means the same in every map. Read who is next to whom. Do not read the distance between groups that lie apart, the size of a group or how close its words stand, nor left, right, up and down: the method does not keep them (van der Maaten and Hinton 2008; McInnes, Healy and Melville 2018). The method finds groups in noise too, and can tear one group in two (Wattenberg, Viégas and Johnson 2016). Trust the groups that the lists of neighbours confirm: the lists are exact.`,
  ...sharedNeighborsText(dataset, topn),
];

// What a word that moves says, and which spaces stand still. docs/explorer.md has how places are found.
const timeText = ({ spaces }, axes) => {
  const moving = spaces.filter((space) => space.moments?.map);
  const still = spaces.filter((space) => !space.moments && space.before === null);
  const lacking = spaces.filter((space) => !space.moments && space.before !== null);
  const cut = spaces.filter((space) => space.moments && !moving.includes(space));
  const names = (list) => list.flatMap((space, i) => [i === 0 ? "" : i === list.length - 1 ? " and " : ", ", isolated(space.name)]);
  const isShort = moving.some(({ moments, topn }) => moments.topn < topn);
  const isThinned = moving.find(({ moments }) => moments.total > moments.epochs.length);
  return [
    axes === "layout"
      ? "The layout is one of the words after training: it stands still. The lists and the other maps move. "
      : "All moments share the same two axes, so a word that moves was moved by training. ",
    ...(still.length ? [...names(still), still.length > 1 ? " do not change. " : " does not change. "] : []),
    ...(lacking.length ? ["Without moments of their training, and standing still: ", ...names(lacking), ". "] : []),
    ...(isShort ? [`For want of room, words have ${Math.min(...moving.map(({ moments }) => moments.topn))} neighbours at moments before and after the chosen one. `] : []),
    ...(isThinned ? [`The page has ${isThinned.moments.epochs.length} of ${isThinned.moments.total} moments. `] : []),
    ...(cut.length ? ["Standing still, since the page has no room for their moments: ", ...names(cut), ". "] : []),
  ];
};

const showNotes = ({ dataset, axes, epoch }, { topn, layout }) => {
  const { words, total, spaces } = dataset;
  const hasTime = epoch !== null || (byId("path").checked && spaces.some((space) => space.moments?.map));
  byId("time-note").hidden = !hasTime;
  if (hasTime) byId("time-note").replaceChildren(...timeText(dataset, axes));
  byId("axes-note").hidden = hasTime && axes === "pca";
  byId("axes-note").replaceChildren(...(axes === "layout" ? layoutText(dataset, layout, topn) : [AXES[axes]]));
  const which = words.length < total ? `the ${grouped(words.length)} most frequent of ${grouped(total)} words` : `all ${grouped(words.length)} words`;
  const rare = words.length < total ? " Rarer words are left out here, although some may be nearer; embedstudy neighbors looks among all words." : "";
  byId("scope").textContent = `The page has ${which} of the training texts; neighbours are the ${topn} nearest among them by cosine${spaces.length > 1 ? ", in the spaces of the first seed" : ""}.${rare}`;
};

const showUnplaced = (dataset, id, axes) => {
  const note = byId("unplaced");
  if (!note) return;
  note.hidden = axes !== "layout" || id < dataset.laid_out.words;
  note.replaceChildren(isolated(dataset.words[id]), ` has no place on these maps, which hold ${mostFrequent(dataset)}; the other maps have it.`);
};

const showKey = (dataset, place, longest) => {
  const items = [];
  const item = (sign, text) => items.push(element("li", {}, sign, element("span", {}, text)));
  if (dataset.spaces.some((space) => space.before !== null)) {
    item(element("span", { class: "sign-new" }, "+"), "new: not among the nearest before training");
  }
  if (dataset.spaces.length > 1) item(number(1), "also among the nearest in the space of that number");
  items.push(element("li", {}, "last column: cosine"));
  if (place !== null) items.push(element("li", { class: "about-bars" }, element("span", {}, ...classText(dataset, place, longest))));
  byId("key").replaceChildren(...items);
};
