// A combobox with a list of completions, after the ARIA Authoring Practices.
const SUGGESTED = 10;

const searchBox = (dataset, onGo) => {
  const input = byId("search");
  const list = byId("options");
  let shown = [];
  let active = -1;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const activate = (place) => {
    active = place;
    Array.from(list.children).forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === place));
      if (i === place) option.scrollIntoView({ block: "nearest" });
    });
    if (place < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[place].id);
  };

  const choose = (text) => {
    close();
    if (text.trim()) onGo(text);
  };

  const suggest = () => {
    const { words } = dataset();
    shown = completions(input.value, words, SUGGESTED);
    list.replaceChildren(
      ...shown.map((id, place) => {
        const option = element(
          "li",
          { role: "option", id: `explorer-option-${place}`, "aria-selected": "false" },
          isolated(words[id]),
        );
        // Before the box loses the focus, which closes the list.
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(words[id]));
        return option;
      }),
    );
    activate(-1);
    if (shown.length && idOf(input.value, dataset()) === undefined) list.firstElementChild.classList.add("offered");
    list.hidden = !shown.length;
    input.setAttribute("aria-expanded", String(shown.length > 0));
  };

  // The beginning of a word stands for the first word that is offered.
  const taken = () => {
    const { words } = dataset();
    if (active >= 0) return words[shown[active]];
    const [first] = idOf(input.value, dataset()) === undefined ? completions(input.value, words, 1) : [];
    return first === undefined ? input.value : words[first];
  };

  const step = (by) => {
    if (list.hidden) suggest();
    if (shown.length) activate((active + by + shown.length + (active < 0 && by < 0 ? 1 : 0)) % shown.length);
  };

  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => choose(list.hidden ? input.value : taken()),
    Escape: () => {
      if (list.hidden) input.value = "";
      close();
    },
  };

  input.addEventListener("input", suggest);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    choose(taken());
  });
  return { show: (text) => { input.value = text; close(); } };
};
