// Small curves over the moments of training, a line for each space that moves: a measure, its title,
// the digits after the point, and the factor by which it is shown.
const MEASURES = [["train_loss", "train loss", 2, 1], ["dev_accuracy", "dev accuracy, %", 1, 100], ["task_alignment", "task alignment", 2, 1]];
// Of a curve, in units of its own.
const [WIDE, HIGH, EDGE] = [192, 56, 5];

const SVG = byId("curves").firstElementChild.namespaceURI;

const drawing = (tag, attributes = {}, ...children) => {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

// How far along an epoch is, from 0 to 1: all moments are equally far apart.
const shareOf = (timeline, epoch) => {
  const { at, share } = momentAt({ epochs: timeline }, epoch);
  return (at + share) / Math.max(1, timeline.length - 1);
};

// The value of a measure at an epoch, on the straight line between two moments.
const valueAt = (moments, name, epoch) => {
  const { at, share } = momentAt(moments, epoch);
  const [from, to] = [moments[name][at], moments[name][at + 1] ?? moments[name][at]];
  return from === null || to === null ? from : from + share * (to - from);
};

// A number of a curve; a very large one has few digits.
const curveNumber = (value, digits) => (Math.abs(value) < 1e5 ? decimal(value, digits) : value.toExponential(0));

const curve = (dataset, places, timeline, [name, title, digits, factor]) => {
  const spaces = places.filter((place) => dataset.spaces[place].moments[name].some((value) => value !== null));
  if (!spaces.length) return null;
  const all = spaces.flatMap((place) => dataset.spaces[place].moments[name]).filter((value) => value !== null);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const x = (epoch) => EDGE + (WIDE - 2 * EDGE) * shareOf(timeline, epoch);
  const y = (value) => (most > least ? HIGH - EDGE - ((HIGH - 2 * EDGE) * (value - least)) / (most - least) : HIGH / 2);
  const now = drawing("line", { y1: 0, y2: HIGH, class: "now" });
  const marks = spaces.map((place) => drawing("circle", { r: 4, class: `mark hue-${dataset.spaces[place].hue}` }));
  const lines = spaces.map((place) => {
    const { moments, hue } = dataset.spaces[place];
    const points = moments.epochs.flatMap((epoch, i) => (moments[name][i] === null ? [] : [`${x(epoch)},${y(moments[name][i])}`]));
    return drawing("polyline", { points: points.join(" "), class: `hue-${hue}` });
  });
  // The largest and the least value stand next to the drawing, since its parts grow with its width.
  const ends = most > least ? [most, least] : [most];
  const ticks = ends.map((value) => element("span", { class: "tick" }, curveNumber(factor * value, digits)));
  const values = spaces.map(() => element("span", { class: "value" }));
  const box = element(
    "figure",
    { class: "curve" },
    element("figcaption", {}, `${title} `, ...spaces.map((place, i) => element("span", { class: "of-space" }, number(place), values[i]))),
    drawing("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true" }, now, ...lines, ...marks),
    element("p", { class: "ticks", "aria-hidden": "true" }, ...ticks),
    element("p", { class: "epochs" }, element("span", {}, "epoch 0"), element("span", {}, epochText(timeline.at(-1)))),
  );
  // After training, each space has its mark at its own chosen epoch, and no line is common to all.
  const mark = (time) => spaces.forEach((place, i) => {
    const { moments } = dataset.spaces[place];
    const epoch = time ?? moments.epochs[moments.chosen];
    const value = valueAt(moments, name, epoch);
    now.setAttribute("visibility", time === null ? "hidden" : "visible");
    now.setAttribute("x1", x(epoch));
    now.setAttribute("x2", x(epoch));
    marks[i].setAttribute("cx", x(epoch));
    marks[i].setAttribute("cy", value === null ? 0 : y(value));
    marks[i].setAttribute("visibility", value === null ? "hidden" : "visible");
    values[i].textContent = value === null ? "–" : curveNumber(factor * value, digits);
  });
  return { box, mark };
};
