// The moments of training: each holds what changed since the one before it, packed by zlib.
const canUnpack = typeof DecompressionStream === "function";

const inflated = async (text) => {
  const signs = atob(text);
  const bytes = new Uint8Array(signs.length);
  for (let i = 0; i < signs.length; i += 1) bytes[i] = signs.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

// A small number of either sign, as `code_steps` in deltas.py writes it.
const stepOf = (code) => (code & 1 ? -((code + 1) >> 1) : code >> 1);

const sumSteps = (codes, sums, width) => {
  for (let i = 0; i < codes.length; i += 1) sums[i] = (i < width ? 0 : sums[i - width]) + stepOf(codes[i]);
  return sums;
};

const joinBytes = (low, high) => Uint16Array.from(low, (byte, i) => byte | (high[i] << 8));

// The lists of a moment, from those of the moment before it.
const decodeLists = (codes, before, lists, topn, next) => {
  const left = new Array(topn);
  for (let start = 0; start < codes.length; start += topn) {
    for (let rank = 0; rank < topn; rank += 1) left[rank] = before[start + rank];
    let count = topn;
    for (let rank = 0; rank < topn; rank += 1) {
      const code = codes[start + rank];
      if (code >= topn) {
        lists[start + rank] = code === topn ? next() : NO_WORD;
        continue;
      }
      lists[start + rank] = left[code];
      count -= 1;
      for (let i = code; i < count; i += 1) left[i] = left[i + 1];
    }
  }
};

// The first few neighbours of each word.
const cutLists = (lists, from, to) =>
  (from === to ? lists : lists.filter((_, i) => i % from < to));

const unpackMoments = async (spaces, space, words) => {
  const { epochs, chosen, topn } = space.moments;
  const bytes = await inflated(space.moments.packed);
  const [count, size] = [epochs.length, words * topn];
  let at = 0;
  const take = (length) => bytes.subarray(at, (at += length));
  const codes = epochs.map((_, moment) => (moment === chosen ? null : take(size)));
  const isNew = (sum, part) => { let more = 0; for (const code of part) if (code === topn) more += 1; return sum + more; };
  const fresh = codes.filter((part) => part !== null).reduce(isNew, 0);
  const literals = joinBytes(take(fresh), take(fresh));
  let literal = -1;
  const next = () => literals[(literal += 1)];
  const own = { lists: cutLists(space.neighbors, space.topn, topn), cosines: cutLists(space.cosines, space.topn, topn) };
  const start = space.before === null ? null : spaces[space.before].neighbors;
  let before = start === null ? own.lists : cutLists(start, space.topn, topn);
  let cosinesBefore = new Int8Array(size);
  const [neighbors, cosines] = [[], []];
  for (let moment = 0; moment < count; moment += 1) {
    if (moment === chosen) {
      neighbors.push(own.lists);
    } else {
      const lists = new Uint16Array(size);
      decodeLists(codes[moment], before, lists, topn, next);
      neighbors.push(lists);
    }
    before = neighbors[moment];
  }
  for (let moment = 0; moment < count; moment += 1) {
    if (moment === chosen) {
      cosines.push(own.cosines);
    } else {
      const steps = take(size);
      cosines.push(Int8Array.from(steps, (code, i) => cosinesBefore[i] + stepOf(code)));
    }
    cosinesBefore = cosines[moment];
  }
  const drift = sumSteps(take(count * words), new Int8Array(count * words), words);
  const placed = () => {
    const length = 2 * words * count;
    return sumSteps(joinBytes(take(length), take(length)), new Int16Array(length), 2 * words);
  };
  Object.assign(space.moments, { neighbors, cosines, drift, map: placed(), pca: placed(), packed: null });
};

// Moments within an epoch lie between documents, and so not quite at 1 % of it in every space.
const epochText = (epoch) => String(Number(epoch < 1 ? epoch.toPrecision(2) : epoch.toFixed(2)));

// Where an epoch lies among the moments of a space: the last one that it has reached, and how far it
// is on the way to the next.
const momentAt = ({ epochs }, epoch) => {
  let at = 0;
  while (at + 1 < epochs.length && epochs[at + 1] <= epoch) at += 1;
  const share = at + 1 < epochs.length ? Math.max(0, (epoch - epochs[at]) / (epochs[at + 1] - epochs[at])) : 0;
  return { at, share };
};

const isMoving = (space, epoch) => epoch !== null && Boolean(space.moments?.map);

// All epochs at which some space has a moment. Of those that are written alike it is the last, so
// that every space has reached its own; the numbers are exact, and only their text is rounded.
const timelineOf = ({ spaces }) => {
  const epochs = spaces.flatMap((space) => (space.moments?.map ? space.moments.epochs : []));
  const ordered = [...new Set(epochs)].sort((a, b) => a - b);
  return ordered.filter((epoch, i) => i + 1 === ordered.length || epochText(epoch) !== epochText(ordered[i + 1]));
};

const nearestEpoch = (timeline, epoch) =>
  timeline.reduce((best, other) => (Math.abs(other - epoch) < Math.abs(best - epoch) ? other : best), timeline[0]);
