// The word stands in the address: #word=terrible, or #dataset=r8&word=oil if there are several.
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
  return parts.has("word") ? { dataset: parts.get("dataset"), word: parts.get("word") } : null;
};

const addressOf = (word, dataset) =>
  `#${dataset === null ? "" : `dataset=${encoded(dataset)}&`}word=${encoded(word)}`;
