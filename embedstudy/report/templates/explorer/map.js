// Words as dots in two dimensions; those that are lit are drawn over a picture of all. One map at a
// time may be large: then it can be zoomed and moved.
const SHADES = 9;
const MARGIN = 14;
const REACH = 18; // pixels within which a pointer finds a word

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

const mixed = (from, to, share) => from.map((value, i) => Math.round(value + share * (to[i] - value)));

const inkOf = () => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const [low, none, high] = ["low", "context", "high"].map((name) => rgb(colour(name)));
  const half = (SHADES - 1) / 2;
  const shades = Array.from({ length: SHADES }, (_, i) =>
    i < half ? mixed(none, low, (half - i) / half) : mixed(none, high, (i - half) / half));
  return { shades, ink: colour("ink"), muted: colour("muted"), paper: colour("paper"), type: getComputedStyle(document.body).fontFamily };
};

const SIDES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const mapButton = (text, label, onClick) => {
  const button = element("button", { type: "button", class: "map-button", "aria-label": label, title: label }, text);
  button.addEventListener("click", onClick);
  return button;
};

// Zooming in a large map.
const STEP = 1.5;
const MOST_ZOOM = 40;
const MOST_LABELS = 60;
const LABEL_ROOM = 13000; // square pixels of the map for a label
const RING = 5; // pixels around a lit word that have no label of another word
const HEAVY_RING = 7; // the same around the word itself or a pointed one, for its own label
const FLAT = 7; // words whose places spread over fewer pixels up and down lie on a line

class WordMap {
  constructor(dataset, place, actions) {
    Object.assign(this, { dataset, place, actions, space: dataset.spaces[place], cursor: null });
    this.view = { zoom: 1, x: 0, y: 0 };
    this.isLarge = false;
    this.lit = [null, [], null];
    this.canvas = element("canvas", {
      tabindex: "0",
      role: "application",
      "aria-label": `Map of ${this.space.name}: arrow keys go from word to word, Enter shows one or makes the map large`,
    });
    this.dots = new Dots();
    this.canvas.addEventListener("pointermove", (event) => this.onMove(event));
    this.canvas.addEventListener("pointerdown", (event) => this.onDown(event));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, (event) => this.onUp(event));
    this.canvas.addEventListener("pointerleave", () => actions.onHover(null));
    this.canvas.addEventListener("click", (event) => this.onClick(event));
    this.canvas.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    this.canvas.addEventListener("keydown", (event) => this.onKey(event));
    this.canvas.addEventListener("blur", () => { this.cursor = null; actions.onHover(null); });
    this.pointers = new Map();
    this.hasMoved = false;
    this.sizeButton = mapButton("Enlarge", `Enlarge the map of ${this.space.name}`, () => this.enlarge(!this.isLarge));
    this.tools = element(
      "p",
      { class: "tools", hidden: "" },
      mapButton("+", "Zoom in", () => this.zoom(STEP)),
      mapButton("−", "Zoom out", () => this.zoom(1 / STEP)),
      mapButton("All", "Show the whole map", () => this.reset()),
      element("span", {}, "Zoom: wheel, + and −. Move: drag, or Shift with arrows. All: 0. Close: Escape."),
    );
    const before = this.space.hollow ? " before" : "";
    this.box = element(
      "div",
      { class: `space hue-${this.space.hue}${before}` },
      element("div", { class: "map-head" }, heading(this.space, place), this.sizeButton),
      this.canvas,
      this.tools,
    );
  }

  // One map at a time takes the whole width.
  enlarge(isLarge) {
    if (this.isLarge === isLarge) return;
    if (isLarge) this.actions.onEnlarge();
    this.isLarge = isLarge;
    this.view = { zoom: 1, x: 0, y: 0 };
    this.box.classList.toggle("large", isLarge);
    this.tools.hidden = !isLarge;
    this.sizeButton.textContent = isLarge ? "Close" : "Enlarge";
    this.sizeButton.setAttribute("aria-label", `${isLarge ? "Close" : "Enlarge"} the map of ${this.space.name}`);
    this.refresh();
    if (isLarge) this.canvas.focus({ preventScroll: true });
    this.box.scrollIntoView({ block: "nearest" });
    this.actions.say(isLarge ? `The map of ${this.space.name} is large` : `The map of ${this.space.name} is small`);
  }

  // Draw what was drawn last, with another size or view.
  refresh() {
    if (!this.drawn) return;
    this.draw(...this.drawn);
    this.light(...this.lit);
  }

  refreshSoon() {
    if (this.isWaiting) return;
    this.isWaiting = true;
    requestAnimationFrame(() => { this.isWaiting = false; this.refresh(); });
  }

  hasOtherSize() {
    return this.canvas.clientWidth !== this.width || this.canvas.clientHeight !== this.height;
  }

  reset() {
    this.view = { zoom: 1, x: 0, y: 0 };
    this.refreshSoon();
  }

  // The point at x and y, in pixels, stays where it is.
  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const { zoom } = this.view;
    const next = Math.max(1, Math.min(MOST_ZOOM, zoom * factor));
    const [dx, dy] = [x - this.width / 2, y - this.height / 2];
    const change = (1 / zoom - 1 / next);
    this.view.zoom = next;
    this.move(dx * change, dy * change);
  }

  // By so many pixels of the whole map; a part of the map stays in view.
  move(dx, dy) {
    const reach = (length) => (length / 2) * (1 - 1 / this.view.zoom);
    const within = (value, most) => Math.max(-most, Math.min(most, value));
    this.view.x = within(this.view.x + dx, reach(this.width));
    this.view.y = within(this.view.y + dy, reach(this.height));
    this.refreshSoon();
  }

  onWheel(event) {
    // A whole map lets the page scroll on.
    if (!this.isLarge || (event.deltaY > 0 && this.view.zoom === 1)) return;
    event.preventDefault();
    const [x, y] = this.spot(event);
    const pixels = event.deltaMode === 0 ? event.deltaY : 30 * event.deltaY;
    this.zoom(Math.exp(-0.002 * pixels), x, y);
  }

  onDown(event) {
    this.hasMoved = false;
    if (!this.isLarge) return;
    this.pointers.set(event.pointerId, this.spot(event));
    this.canvas.setPointerCapture(event.pointerId);
  }

  onUp(event) {
    this.pointers.delete(event.pointerId);
  }

  onMove(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      this.actions.onHover(this.at(event));
      return;
    }
    const now = this.spot(event);
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
    if (!this.hasMoved && Math.hypot(dx, dy) < 4) return;
    this.hasMoved = true;
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    if (other) { // two fingers
      const far = (spot) => Math.max(1, Math.hypot(spot[0] - other[0], spot[1] - other[1]));
      this.zoom(far(now) / far(before), other[0], other[1]);
    } else {
      this.move(-dx / this.view.zoom, -dy / this.view.zoom);
    }
  }

  // A small map becomes large; in a large one, a word is gone to.
  onClick(event) {
    if (this.hasMoved) return;
    if (!this.isLarge) { this.enlarge(true); return; }
    const id = this.at(event);
    if (id !== null) this.actions.onGo(id);
  }

  // Draw all words; `light` draws those that are lit.
  draw(axes, zOf, largest, epoch) {
    this.drawn = [axes, zOf, largest, epoch];
    this.ratio = window.devicePixelRatio || 1;
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.canvas.width = Math.max(1, Math.round(this.width * this.ratio));
    this.canvas.height = Math.max(1, Math.round(this.height * this.ratio));
    this.colours = inkOf();
    const half = (SHADES - 1) / 2;
    this.bins = Array.from({ length: SHADES }, () => []);
    for (let id = 0; id < this.dataset.words.length; id += 1) {
      const share = Math.max(-1, Math.min(1, (zOf(id) ?? 0) / largest));
      this.bins[Math.round(half + half * share)].push(id);
    }
    this.locate();
    this.paint();
    this.names = this.isLarge ? this.strongest(zOf) : [];
  }

  // Draw what was drawn last, at another moment.
  moveTo(epoch) {
    this.drawn[3] = epoch;
    this.locate();
    this.paint();
  }

  // The dots of all words where they are now.
  paint() {
    const { shades, paper } = this.colours;
    const half = (SHADES - 1) / 2;
    const radius = Math.max(1.1, Math.min(2.2, this.width / 170)) * Math.min(2, this.view.zoom ** 0.4) * this.ratio;
    this.dots.clear(this.canvas.width, this.canvas.height, radius, rgb(paper));
    if (this.drawn[0] === "layout") this.shadow(shades[half]);
    // The strongest words come last, on top.
    const order = this.bins.map((_, bin) => bin).sort((a, b) => Math.abs(a - half) - Math.abs(b - half));
    const isPlaced = (id) => this.isPlaced(id);
    for (const bin of order) this.dots.stamp(this.bins[bin].filter(isPlaced), this.xs, this.ys, this.ratio, shades[bin], 0.8);
  }

  // Words to be named on a large map: those that tell most of the classes, then the frequent ones.
  strongest(zOf) {
    const ids = [];
    for (let id = 0; id < this.dataset.words.length; id += 1) if (this.isInView(id)) ids.push(id);
    const weight = (id) => Math.abs(zOf(id) ?? 0);
    return ids.sort((a, b) => weight(b) - weight(a) || a - b).slice(0, 4 * MOST_LABELS);
  }

  // The places of the words of all spaces, in a layout made of all of them.
  shadow(shade) {
    const { x0, dx, y0, dy } = this.frame("layout");
    for (const { layout } of this.dataset.spaces) {
      const placed = this.dataset.words.map((_, id) => id).filter((id) => layout[2 * id] !== NOTHING_16);
      const [xs, ys] = [placed.map((id) => x0 + dx * layout[2 * id]), placed.map((id) => y0 + dy * layout[2 * id + 1])];
      this.dots.stamp(placed.keys(), xs, ys, this.ratio, shade, 0.2);
    }
  }

  // From a place on the map to pixels: x0 + dx * across, y0 + dy * up. In a layout both directions
  // have one scale.
  frame(axes) {
    const { zoom, x, y } = this.view;
    let [wide, high] = [this.width, this.height].map((length) => Math.max(1, length / 2 - MARGIN) / 32767);
    if (axes === "layout") wide = high = Math.min(wide, high);
    return { x0: this.width / 2 - zoom * x, dx: zoom * wide, y0: this.height / 2 - zoom * y, dy: -zoom * high };
  }

  // A layout stands still, as a space does that does not learn.
  isMoving() {
    return this.drawn[0] !== "layout" && isMoving(this.space, this.shownEpoch());
  }

  // After training, a path ends at the chosen epoch and is drawn on the axes of all moments.
  shownEpoch() {
    const epoch = this.drawn[3];
    const { moments } = this.space;
    return epoch === null && this.hasPath && moments?.map ? moments.epochs[moments.chosen] : epoch;
  }

  // The places at a moment and at the next one.
  placesAt(at) {
    const places = this.space.moments[this.drawn[0]];
    const length = 2 * this.dataset.words.length;
    const from = places.subarray(at * length, (at + 1) * length);
    const to = places.subarray((at + 1) * length, (at + 2) * length);
    return { from, to: to.length ? to : from };
  }

  locate() {
    const [axes] = this.drawn;
    const epoch = this.shownEpoch();
    const count = this.dataset.words.length;
    this.places = this.space[axes];
    if (this.xs?.length !== count) [this.xs, this.ys] = [new Float32Array(count), new Float32Array(count)];
    let { x0, dx, y0, dy } = this.frame(axes);
    let [from, to, share] = [this.places, this.places, 0];
    if (this.isMoving()) {
      const moment = momentAt(this.space.moments, epoch);
      ({ share } = moment);
      ({ from, to } = this.placesAt(moment.at));
    } else if ((epoch !== null || this.hasPath) && axes === "map" && this.dataset.reach) {
      // On common axes, all maps have room for the words that move beyond them.
      dx /= this.dataset.reach[0];
      dy /= this.dataset.reach[1];
    }
    const { xs, ys } = this;
    for (let id = 0, place = 0; id < count; id += 1, place += 2) {
      xs[id] = x0 + dx * (from[place] + share * (to[place] - from[place]));
      ys[id] = y0 + dy * (from[place + 1] + share * (to[place + 1] - from[place + 1]));
    }
  }

  isInView(id) {
    const [x, y] = [this.xs[id], this.ys[id]];
    return this.isPlaced(id) && x > -5 && y > -5 && x < this.width + 5 && y < this.height + 5;
  }

  // A layout has no place for the rarer words.
  isPlaced(id) {
    return this.places[2 * id] !== NOTHING_16;
  }

  light(id, neighbors, pointed) {
    this.lit = [id, neighbors, pointed];
    if (!this.xs) return;
    const paint = this.canvas.getContext("2d");
    this.dots.show(paint);
    paint.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    const lit = [pointed, id, ...neighbors.map((neighbor) => neighbor.id)];
    const placed = [...new Set(lit)].filter((other) => other !== null && this.isInView(other));
    this.taken = placed.map((other) => this.ringBox(other));
    this.isFlat = this.isLine();
    if (this.hasPath && id !== null && this.isMoving()) this.path(paint, id);
    for (const other of [...placed].reverse()) this.ring(paint, other, other === id || other === pointed);
    for (const other of placed) this.label(paint, other, other === id || other === pointed ? "word" : "neighbor");
    const isLit = new Set(placed);
    let left = Math.min(MOST_LABELS, Math.round((this.width * this.height) / LABEL_ROOM));
    for (const other of this.names) {
      if (left === 0) break;
      if (!isLit.has(other) && this.isInView(other) && this.label(paint, other, "name")) left -= 1;
    }
  }

  // The way of a word from the start to the end of training, or to the chosen epoch if the map shows
  // the time after training; a dot is a moment.
  path(paint, id) {
    const [axes, , , epoch] = this.drawn;
    const { x0, dx, y0, dy } = this.frame(axes);
    const { epochs, chosen } = this.space.moments;
    const spots = (epoch === null ? epochs.slice(0, chosen + 1) : epochs).map((_, at) => {
      const { from } = this.placesAt(at);
      return [x0 + dx * from[2 * id], y0 + dy * from[2 * id + 1]];
    });
    const line = () => {
      paint.beginPath();
      spots.forEach(([x, y], i) => (i ? paint.lineTo(x, y) : paint.moveTo(x, y)));
      paint.stroke();
    };
    paint.lineJoin = "round";
    for (const [width, colour] of [[4, this.colours.paper], [1.5, this.colours.ink]]) {
      [paint.lineWidth, paint.strokeStyle] = [width, colour];
      line();
    }
    // The start comes last, on top: the first moments may lie on it.
    [...spots.entries()].reverse().forEach(([at, [x, y]]) => {
      paint.beginPath();
      paint.arc(x, y, at ? 2.5 : 3.5, 0, 2 * Math.PI);
      paint.fillStyle = at ? this.colours.ink : this.colours.paper;
      paint.fill();
      [paint.lineWidth, paint.strokeStyle] = [1.2, this.colours.ink];
      if (!at) paint.stroke();
    });
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

  // What the label of another word must leave free.
  ringBox(id) {
    const [x, y] = [this.xs[id], this.ys[id]];
    return { left: x - RING, right: x + RING, top: y - RING, bottom: y + RING };
  }

  // Whether the words lie on a line across: a label to the right of a word would hide others there.
  isLine() {
    const ys = this.ys.filter((_, id) => this.isPlaced(id));
    const mean = ys.reduce((sum, y) => sum + y, 0) / ys.length;
    return ys.reduce((sum, y) => sum + (y - mean) ** 2, 0) < ys.length * FLAT * FLAT;
  }

  // Draw a label if there is room for it; the label of the word itself may cover what others have,
  // and none covers the ring or dot of its own word.
  label(paint, id, kind) {
    const word = visible(this.dataset.words[id]);
    const text = word.length > 24 ? `${Array.from(word.slice(0, 48)).slice(0, 23).join("")}…` : word;
    const isWord = kind === "word";
    const height = { word: 13, neighbor: this.isLarge ? 13 : 11, name: 11 }[kind];
    paint.font = `${isWord ? "600 " : ""}${height}px ${this.colours.type}`;
    const width = paint.measureText(text).width;
    const [x, y] = [this.xs[id], this.ys[id]];
    const clamp = (value, most) => Math.max(2, Math.min(most, value));
    const nearby = this.isFlat ? 7 : 4;
    const gap = kind === "name" ? nearby : 9;
    const [right, before, above, below] = [[x + gap, y + 4], [x - gap - width, y + 4], [x - width / 2, y - gap], [x - width / 2, y + Math.max(2 * gap, gap + height)]];
    const spots = (this.isFlat ? [above, below] : [right, before, above, below]).map(
      ([left, base]) => ({ left: clamp(left, this.width - width - 2), top: clamp(base - height, this.height - height - 4) }),
    );
    const reach = { word: HEAVY_RING, neighbor: RING, name: 2 }[kind];
    const beside = spots.filter(({ left, top }) =>
      left >= x + reach || left + width <= x - reach || top >= y + reach || top + height + 2 <= y - reach);
    const clear = beside.find(({ left, top }) => !this.taken.some((box) =>
      left < box.right + 3 && left + width + 3 > box.left && top < box.bottom && top + height + 2 > box.top));
    const spot = clear ?? (isWord ? beside[0] : null);
    if (!spot) return false;
    this.taken.push({ left: spot.left, right: spot.left + width, top: spot.top, bottom: spot.top + height + 2 });
    paint.lineWidth = kind === "name" ? 3 : 4;
    paint.lineJoin = "round";
    paint.strokeStyle = this.colours.paper;
    paint.strokeText(text, spot.left, spot.top + height);
    paint.fillStyle = kind === "name" ? this.colours.muted : this.colours.ink;
    paint.fillText(text, spot.left, spot.top + height);
    return true;
  }

  // Where an event is, in pixels of the canvas.
  spot(event) {
    const frame = this.canvas.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  }

  at(event) {
    return this.nearest(...this.spot(event), REACH, () => true);
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
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const side = SIDES[event.key];
    if (side && !(this.isLarge && event.shiftKey)) {
      event.preventDefault();
      this.step(side);
      return;
    }
    const far = 60 / this.view.zoom;
    const keys = {
      Enter: () => this.onEnter(),
      Escape: () => { this.cursor = null; this.actions.onHover(null); this.enlarge(false); },
      ...(this.isLarge && {
        "+": () => this.zoom(STEP), "=": () => this.zoom(STEP), "-": () => this.zoom(1 / STEP), 0: () => this.reset(),
      }),
    };
    if (!side && !(event.key in keys)) return;
    event.preventDefault();
    if (side) this.move(far * side[0], far * side[1]);
    else keys[event.key]();
  }

  // The word that the arrow keys led to; without one, the map becomes large.
  onEnter() {
    if (this.cursor !== null) this.actions.onGo(this.cursor);
    else this.enlarge(true);
  }

  // Go on to the next word on one side.
  step(side) {
    const from = this.cursor ?? this.actions.current();
    const known = from !== null && this.isPlaced(from);
    const [x, y] = known ? [this.xs[from], this.ys[from]] : [this.width / 2, this.height / 2];
    // Within a quarter turn around the key's direction.
    const ahead = (dx, dy) => {
      const along = dx * side[0] + dy * side[1];
      return along > 0.5 && along >= Math.abs(dx * side[1] + dy * side[0]);
    };
    const next = this.nearest(x, y, Infinity, ahead);
    if (next === null) return;
    this.cursor = next;
    if (!this.isInView(next)) {
      const { zoom } = this.view;
      this.move((this.xs[next] - this.width / 2) / zoom, (this.ys[next] - this.height / 2) / zoom);
    }
    this.actions.onHover(next);
    this.actions.say(this.dataset.words[next]);
  }
}
