// The word stands in the address: #word=dull, or #dataset=r8&word=oil if there are several; and
// the time, if it is not that after training: #word=dull&epoch=0.3. A time alone is one of the word
// that is shown.
const decoded = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // typed by hand, with a lone %
  }
};

// Half a surrogate pair has no place in an address.
const encoded = (text) => encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"));

const readAddress = () => {
  const parts = new Map(
    location.hash.slice(1).split("&").map((part) => {
      const cut = part.indexOf("=");
      return cut < 0 ? [part, ""] : [part.slice(0, cut), decoded(part.slice(cut + 1))];
    }),
  );
  if (!parts.has("word") && !parts.has("epoch")) return null;
  return { dataset: parts.get("dataset"), word: parts.get("word"), epoch: epochOf(parts.get("epoch")) };
};

// Null for what is no time of a training.
const epochOf = (text) => (/^\d{1,9}(\.\d{1,9})?$/.test(text ?? "") ? Number(text) : null);

const addressOf = (word, dataset, epoch) =>
  `#${dataset === null ? "" : `dataset=${encoded(dataset)}&`}word=${encoded(word)}${epoch === null ? "" : `&epoch=${epoch}`}`;
