// Dots, written into the pixels of a picture: canvas paths of as many arcs take several times as long.
const PHASES = 4; // places of a dot within its pixel, across and down

// The pixels of a dot at a phase, as places in the picture and how much of them it covers.
const stampOf = (radius, phase, stride) => {
  const reach = Math.ceil(radius) + 1;
  const [across, down] = [phase % PHASES, Math.floor(phase / PHASES)].map((step) => (step + 0.5) / PHASES - 0.5);
  const [places, shares] = [[], []];
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      const share = Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(x - across, y - down)));
      if (share > 0) { places.push(y * stride + x); shares.push(share); }
    }
  }
  return { places: Int32Array.from(places), shares };
};

class Dots {
  // An empty picture. Around it is a border, so that a dot at the edge needs no other care.
  clear(width, height, radius, paper) {
    const border = Math.ceil(radius) + 3;
    const [wide, high] = [width + 2 * border, height + 2 * border];
    if (this.image?.width !== wide || this.image?.height !== high) {
      this.image = new ImageData(wide, high);
      this.pixels = new Uint32Array(this.image.data.buffer);
      this.radius = null;
    }
    if (this.radius !== radius) {
      Object.assign(this, { radius, border });
      this.stamps = Array.from({ length: PHASES * PHASES }, (_, phase) => stampOf(radius, phase, wide));
    }
    const [red, green, blue] = paper;
    this.pixels.fill(((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0);
  }

  // A dot for each id, at xs and ys in CSS pixels. Two colours of a pixel are blended at a time.
  stamp(ids, xs, ys, ratio, [red, green, blue], alpha) {
    const { pixels, border, image: { width, height } } = this;
    const outer = (blue << 16) | red;
    const middle = green << 8;
    const stamps = this.stamps.map(({ places, shares }) => {
      const parts = Int32Array.from(shares, (share) => Math.round(256 * alpha * share));
      return { places, parts, outer: parts.map((part) => Math.imul(outer, part)), middle: parts.map((part) => middle * part) };
    });
    for (const id of ids) {
      const [x, y] = [xs[id] * ratio + border, ys[id] * ratio + border];
      const [column, row] = [Math.floor(x), Math.floor(y)];
      if (column < border - 2 || row < border - 2 || column > width - border + 1 || row > height - border + 1) continue;
      const phase = Math.floor((x - column) * PHASES) + PHASES * Math.floor((y - row) * PHASES);
      const { places, parts, outer: outers, middle: middles } = stamps[phase];
      const start = row * width + column;
      for (let k = 0; k < places.length; k += 1) {
        const at = start + places[k];
        const under = pixels[at];
        const rest = 256 - parts[k];
        const twoColours = ((Math.imul(under & 0xff00ff, rest) + outers[k]) >>> 8) & 0xff00ff;
        const oneColour = (((under & 0xff00) * rest + middles[k]) >>> 8) & 0xff00;
        pixels[at] = 0xff000000 | twoColours | oneColour;
      }
    }
  }

  show(paint) {
    paint.putImageData(this.image, -this.border, -this.border);
  }
}
