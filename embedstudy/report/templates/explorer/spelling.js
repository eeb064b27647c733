// Words that one may have meant: those that few letters tell from what was typed.
const LONGEST = 40;

// Letters that are put in, left out or changed; anything above the limit is the limit and one more.
const editDistance = (a, b, limit) => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const change = before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, before[j] + 1, row[j - 1] + 1));
      least = Math.min(least, row[j]);
    }
    if (least > limit) return limit + 1;
    before = row;
  }
  return before[b.length];
};

// The nearest first; of equal ones the more frequent, as the words are in that order.
const nearestSpellings = (typed, words, count) => {
  const wanted = Array.from(typed.slice(0, 4 * LONGEST).toLowerCase()).slice(0, LONGEST);
  const limit = Math.max(1, Math.min(3, Math.floor(wanted.length / 2)));
  const close = [];
  words.forEach((word, id) => {
    if (word.length > 2 * LONGEST) return;
    const distance = editDistance(wanted, Array.from(word.toLowerCase()), limit);
    if (distance <= limit) close.push({ id, distance });
  });
  return close.sort((a, b) => a.distance - b.distance).slice(0, count).map(({ id }) => id);
};

// Completions: words that begin so, then words that hold it, the frequent ones first.
const completions = (typed, words, count) => {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return [];
  const begin = [];
  const hold = [];
  for (let id = 0; id < words.length && begin.length < count; id += 1) {
    const word = words[id].toLowerCase();
    if (word.startsWith(wanted)) begin.push(id);
    else if (hold.length < count && word.includes(wanted)) hold.push(id);
  }
  const exact = words.indexOf(typed.trim());
  const all = [...begin, ...hold].slice(0, count);
  return exact < 0 ? all : [exact, ...all.filter((id) => id !== exact)].slice(0, count);
};

const idOf = (typed, dataset) =>
  dataset.ids.get(typed) ?? dataset.ids.get(typed.trim()) ?? dataset.ids.get(typed.trim().toLowerCase());
