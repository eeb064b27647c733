// Packed arrays, little-endian as every machine is that a browser runs on.
const NO_WORD = 65535;
const NOTHING_8 = -128;
const NOTHING_16 = -32768;

const unpacked = (text, Kind) =>
  new Kind(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer);

const spaceOf = (packed, topn) => ({
  ...packed,
  topn,
  neighbors: unpacked(packed.neighbors, Uint16Array),
  cosines: unpacked(packed.cosines, Int8Array),
  map: unpacked(packed.map, Int16Array),
  pca: unpacked(packed.pca, Int16Array),
  layout: packed.layout === undefined ? null : unpacked(packed.layout, Int16Array),
  drift: packed.drift === undefined ? null : unpacked(packed.drift, Int8Array),
});

const datasetOf = (packed, { topn, units }) => {
  const scored = packed.scored ?? [];
  const odds = scored.length ? unpacked(packed.odds, Int16Array) : null;
  const z = scored.length ? unpacked(packed.z, Int16Array) : null;
  const at = (array, unit, word, place) => {
    const value = array[word * scored.length + place];
    return value === NOTHING_16 ? null : value * unit;
  };
  return {
    ...packed,
    scored,
    ids: new Map(packed.words.map((word, id) => [word, id])),
    counts: packed.counts === undefined ? null : unpacked(packed.counts, Uint32Array),
    heldOut: packed.held_out === undefined ? null : unpacked(packed.held_out, Uint32Array),
    spaces: packed.spaces.map((space) => spaceOf(space, topn)),
    odds: (word, place) => at(odds, units[0], word, place),
    z: (word, place) => at(z, units[1], word, place),
  };
};

const isKnown = (space, word) => space.map[2 * word] !== NOTHING_16;

// The nearest words after training, or at an epoch of it.
const neighborsOf = (space, word, epoch = null) => {
  if (!isKnown(space, word)) return [];
  const isThen = isMoving(space, epoch);
  const at = isThen ? momentAt(space.moments, epoch).at : null;
  const { topn } = isThen ? space.moments : space;
  const [ids, cosines] = isThen ? [space.moments.neighbors[at], space.moments.cosines[at]] : [space.neighbors, space.cosines];
  return Array.from({ length: topn }, (_, rank) => ({
    id: ids[word * topn + rank],
    cosine: cosines[word * topn + rank] / 100,
  })).filter((neighbor) => neighbor.id !== NO_WORD);
};

// The cosine of a word with itself before training; null if there is none.
const driftOf = (space, word, epoch = null) => {
  const drift = isMoving(space, epoch)
    ? space.moments.drift[(momentAt(space.moments, epoch).at * space.map.length) / 2 + word]
    : space.drift?.[word];
  return drift === undefined || drift === NOTHING_8 ? null : drift / 100;
};
