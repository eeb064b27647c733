// What the marks, the colours and the maps say, in words.
const classText = ({ classes, told }, place) => [
  "bars: z of ",
  isolated(told[place]),
  " against ",
  classes.length === 2 ? isolated(classes[0]) : "the other classes",
  " (log-odds in held-out texts over their standard error; within ±2 it may well be chance)",
];

const showLegend = ({ classes, told }, place, largest) => {
  const legend = byId("legend");
  legend.replaceChildren();
  if (place === null) return;
  const low = classes.length === 2 ? classes[0] : "the others";
  legend.append(
    element("span", {}, isolated(low), ` z −${largest.toFixed(1)} or less`),
    element("span", { class: "scale", role: "img", "aria-label": "purple over grey to orange" }),
    element("span", {}, isolated(told[place]), ` z +${largest.toFixed(1)} or more`),
    element("span", {}, "grey: about even, or not in held-out texts"),
  );
};

const AXES = {
  map: "The same two axes to the same scale in every map, found in all spaces together (multiple factor analysis: a principal component analysis in which no space outweighs another), so that maps can be compared. A space that has nothing of what the axes stand for is drawn close to its middle.",
  own: "Each map shows the two main components of its own space, stretched to fit: no place or distance can be compared between two maps.",
};

const showNotes = ({ words, total, spaces }, axes, topn) => {
  byId("axes-note").textContent = AXES[axes];
  const which = words.length < total ? `the ${grouped(words.length)} most frequent of ${grouped(total)} words` : `all ${grouped(words.length)} words`;
  const rare = words.length < total ? " Rarer words, which may be nearer still, are left out here; embedstudy neighbors looks among all of them." : "";
  byId("scope").textContent = `Here are ${which} of the training texts; neighbours are the ${topn} nearest among them by cosine${spaces.length > 1 ? ", in the spaces of the first seed" : ""}.${rare}`;
};

const showKey = (dataset, place) => {
  const items = [];
  const item = (sign, text) => items.push(element("li", {}, sign, element("span", {}, text)));
  if (dataset.spaces.some((space) => space.before !== null)) {
    item(element("span", { class: "sign-new" }, "+"), "new: not among the nearest before training");
  }
  if (dataset.spaces.length > 1) item(number(1), "also among the nearest in the space of that number");
  items.push(element("li", {}, "last column: cosine"));
  if (place !== null) items.push(element("li", {}, element("span", {}, ...classText(dataset, place))));
  byId("key").replaceChildren(...items);
};
