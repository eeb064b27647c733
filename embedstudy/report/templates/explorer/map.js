// Words as dots in two dimensions; those that are lit are drawn over a picture of all.
const SHADES = 9;
const MARGIN = 14;
const REACH = 18; // pixels within which a pointer finds a word

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

const mixed = (from, to, share) =>
  `rgb(${from.map((value, i) => Math.round(value + share * (to[i] - value))).join(" ")})`;

const inkOf = () => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const [low, none, high] = ["low", "context", "high"].map((name) => rgb(colour(name)));
  const half = (SHADES - 1) / 2;
  const shades = Array.from({ length: SHADES }, (_, i) =>
    i < half ? mixed(none, low, (half - i) / half) : mixed(none, high, (i - half) / half));
  return { shades, ink: colour("ink"), paper: colour("paper"), type: getComputedStyle(document.body).fontFamily };
};

const SIDES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class WordMap {
  constructor(dataset, place, actions) {
    Object.assign(this, { dataset, place, actions, space: dataset.spaces[place], cursor: null });
    this.canvas = element("canvas", {
      tabindex: "0",
      role: "application",
      "aria-label": `Map of ${this.space.name}: arrow keys go from word to word, Enter shows one`,
    });
    this.all = document.createElement("canvas");
    this.canvas.addEventListener("pointermove", (event) => actions.onHover(this.at(event)));
    this.canvas.addEventListener("pointerleave", () => actions.onHover(null));
    this.canvas.addEventListener("click", (event) => {
      const id = this.at(event);
      if (id !== null) actions.onGo(id);
    });
    this.canvas.addEventListener("keydown", (event) => this.onKey(event));
    this.canvas.addEventListener("blur", () => { this.cursor = null; actions.onHover(null); });
    const before = this.space.hollow ? " before" : "";
    this.box = element("div", { class: `space hue-${this.space.hue}${before}` }, heading(this.space, place), this.canvas);
  }

  // Draw all words; `light` draws those that are lit.
  draw(axes, zOf, largest) {
    const ratio = window.devicePixelRatio || 1;
    const size = this.canvas.clientWidth;
    this.size = size;
    this.ratio = ratio;
    for (const canvas of [this.canvas, this.all]) {
      canvas.width = canvas.height = Math.max(1, Math.round(size * ratio));
    }
    this.colours = inkOf();
    const { shades } = this.colours;
    this.locate(axes);
    const bins = Array.from({ length: SHADES }, () => []);
    const half = (SHADES - 1) / 2;
    for (let id = 0; id < this.dataset.words.length; id += 1) {
      if (!this.isPlaced(id)) continue;
      const share = Math.max(-1, Math.min(1, (zOf(id) ?? 0) / largest));
      bins[Math.round(half + half * share)].push(id);
    }
    const paint = this.all.getContext("2d");
    paint.setTransform(ratio, 0, 0, ratio, 0, 0);
    const radius = Math.max(1.1, Math.min(2.2, size / 170));
    if (axes === "layout") this.shadow(paint, radius, shades[half]);
    paint.globalAlpha = 0.8;
    // The strongest words come last, on top.
    const order = bins.map((_, i) => i).sort((a, b) => Math.abs(a - half) - Math.abs(b - half));
    for (const bin of order) {
      paint.fillStyle = shades[bin];
      paint.beginPath();
      for (const id of bins[bin]) {
        paint.moveTo(this.xs[id] + radius, this.ys[id]);
        paint.arc(this.xs[id], this.ys[id], radius, 0, 2 * Math.PI);
      }
      paint.fill();
    }
  }

  // The places of the words of all spaces, in a layout made of all of them.
  shadow(paint, radius, shade) {
    const { half, scale } = this.frame();
    paint.fillStyle = shade;
    paint.globalAlpha = 0.2;
    for (const { layout } of this.dataset.spaces) {
      for (let at = 0; at < layout.length; at += 2) {
        if (layout[at] === NOTHING_16) continue;
        const [x, y] = [half + scale * layout[at], half - scale * layout[at + 1]];
        paint.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
      }
    }
  }

  frame() {
    const half = this.size / 2;
    return { half, scale: Math.max(1, half - MARGIN) / 32767 };
  }

  locate(axes) {
    const places = this.space[axes];
    const { half, scale } = this.frame();
    this.places = places;
    const count = this.dataset.words.length;
    this.xs = new Float32Array(count);
    this.ys = new Float32Array(count);
    for (let id = 0; id < count; id += 1) {
      this.xs[id] = half + scale * places[2 * id];
      this.ys[id] = half - scale * places[2 * id + 1];
    }
  }

  // A layout has no place for the rarer words.
  isPlaced(id) {
    return this.places[2 * id] !== NOTHING_16;
  }

  light(id, neighbors, pointed) {
    if (!this.xs) return;
    const paint = this.canvas.getContext("2d");
    paint.setTransform(1, 0, 0, 1, 0, 0);
    paint.clearRect(0, 0, this.canvas.width, this.canvas.height);
    paint.drawImage(this.all, 0, 0);
    paint.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.taken = [];
    const lit = [pointed, id, ...neighbors.map((neighbor) => neighbor.id)];
    const placed = [...new Set(lit)].filter((other) => other !== null && this.isPlaced(other));
    for (const other of [...placed].reverse()) this.ring(paint, other, other === id || other === pointed);
    for (const other of placed) this.label(paint, other, other === id, other === pointed);
  }

  ring(paint, id, heavy) {
    paint.beginPath();
    paint.arc(this.xs[id], this.ys[id], heavy ? 6 : 4, 0, 2 * Math.PI);
    paint.lineWidth = heavy ? 4.5 : 3.5;
    paint.strokeStyle = this.colours.paper;
    paint.stroke();
    paint.lineWidth = heavy ? 2.5 : 1.5;
    paint.strokeStyle = this.colours.ink;
    paint.stroke();
  }

  // A label stands only if there is room for it; the label of the word itself always stands.
  label(paint, id, isWord, isPointed) {
    const word = visible(this.dataset.words[id]);
    const text = word.length > 24 ? `${Array.from(word.slice(0, 48)).slice(0, 23).join("")}…` : word;
    const height = isWord || isPointed ? 13 : 11;
    paint.font = `${isWord || isPointed ? "600 " : ""}${height}px ${this.colours.type}`;
    const width = paint.measureText(text).width;
    const [x, y] = [this.xs[id], this.ys[id]];
    const clamp = (value, most) => Math.max(2, Math.min(most, value));
    const spots = [[x + 9, y + 4], [x - 9 - width, y + 4], [x - width / 2, y - 9], [x - width / 2, y + 18]].map(
      ([left, base]) => ({ left: clamp(left, this.size - width - 2), top: clamp(base - height, this.size - height - 4) }),
    );
    const clear = spots.find(({ left, top }) => !this.taken.some((box) =>
      left < box.right && left + width > box.left && top < box.bottom && top + height + 2 > box.top));
    const spot = clear ?? (isWord || isPointed ? spots[0] : null);
    if (!spot) return;
    this.taken.push({ left: spot.left, right: spot.left + width, top: spot.top, bottom: spot.top + height + 2 });
    paint.lineWidth = 4;
    paint.lineJoin = "round";
    paint.strokeStyle = this.colours.paper;
    paint.strokeText(text, spot.left, spot.top + height);
    paint.fillStyle = this.colours.ink;
    paint.fillText(text, spot.left, spot.top + height);
  }

  at(event) {
    const frame = this.canvas.getBoundingClientRect();
    return this.nearest(event.clientX - frame.left, event.clientY - frame.top, REACH, () => true);
  }

  nearest(x, y, reach, allowed) {
    let best = null;
    let least = reach * reach;
    for (let id = 0; id < this.xs.length; id += 1) {
      const [dx, dy] = [this.xs[id] - x, this.ys[id] - y];
      const distance = dx * dx + dy * dy;
      if (distance < least && this.isPlaced(id) && allowed(dx, dy)) [best, least] = [id, distance];
    }
    return best;
  }

  onKey(event) {
    const from = this.cursor ?? this.actions.current();
    if (event.key === "Enter" && from !== null) this.actions.onGo(from);
    if (event.key === "Escape") { this.cursor = null; this.actions.onHover(null); }
    const side = SIDES[event.key];
    if (!side || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const known = from !== null && this.isPlaced(from);
    const [x, y] = known ? [this.xs[from], this.ys[from]] : [this.size / 2, this.size / 2];
    // Within a quarter turn around the key's direction.
    const ahead = (dx, dy) => {
      const along = dx * side[0] + dy * side[1];
      return along > 0.5 && along >= Math.abs(dx * side[1] + dy * side[0]);
    };
    const next = this.nearest(x, y, Infinity, ahead);
    if (next === null) return;
    this.cursor = next;
    this.actions.onHover(next);
    this.actions.say(this.dataset.words[next]);
  }
}
