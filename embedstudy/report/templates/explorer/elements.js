// Words are text and never markup: they reach the page through textContent alone.
const byId = (name) => document.getElementById(`explorer-${name}`);

const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
};

// A text without a visible sign is shown by its code points.
const visible = (text) =>
  (/[\p{L}\p{N}\p{P}\p{S}]/u.test(text) || text === ""
    ? text
    : Array.from(text, (sign) => `U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`).join(" "));

// A word keeps its own direction of writing to itself.
const isolated = (text, className) => element("bdi", { class: className }, visible(text));

const hidden = (text) => element("span", { class: "unseen" }, text);

const wordButton = (text, onGo) => {
  const button = element("button", { type: "button", class: "word", title: text.length > 12 ? text : null }, isolated(text));
  button.addEventListener("click", onGo);
  return button;
};

const grouped = (number) => number.toLocaleString("en");

// A number that rounds to zero has no sign.
const decimal = (number, digits, plus = "") => {
  const text = Math.abs(number).toFixed(digits);
  return Number(text) === 0 ? text : `${number < 0 ? "−" : plus}${text}`;
};

const signed = (number, digits) => decimal(number, digits, "+");

// From the middle to the right if a class says a word more than the others do, else to the left.
const bar = (value, largest, className) => {
  const share = Math.max(-1, Math.min(1, value / largest));
  const fill = element("span", { class: value < 0 ? "fill low" : "fill high" });
  fill.style.setProperty("width", `${50 * Math.abs(share)}%`);
  fill.style.setProperty("left", `${share < 0 ? 50 + 50 * share : 50}%`);
  return element("span", { class: `odds ${className}`, "aria-hidden": "true" }, fill);
};
