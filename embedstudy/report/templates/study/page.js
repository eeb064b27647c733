// Opens what an address or a printer asks for, copies the command, and marks tables that are cut.
(() => {
"use strict";

const folds = () => [...document.querySelectorAll("details")];

// A link into a folded section unfolds it.
const openAddress = () => {
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    return; // no id has a lone %
  }
  const target = id ? document.getElementById(id) : null;
  if (!target) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target.scrollIntoView();
};

// On paper all is unfolded.
let folded = [];
addEventListener("beforeprint", () => {
  folded = folds().filter((fold) => !fold.open);
  for (const fold of folded) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of folded) fold.open = false;
});

// An older way, for browsers that keep the clipboard from pages on disk.
const copySelection = (source) => {
  getSelection().selectAllChildren(source);
  return document.execCommand("copy");
};

const copy = async (button) => {
  const source = document.getElementById(button.dataset.copies);
  let isDone = false;
  try {
    await navigator.clipboard.writeText(source.textContent);
    isDone = true;
  } catch {
    isDone = copySelection(source);
  }
  button.textContent = isDone ? "Copied" : "Press Ctrl+C";
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
};

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

// What goes on to the right fades there: a table, or the links at the top.
const markCut = (box) => {
  box.classList.toggle("cut", box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
};
const sizes = new ResizeObserver((entries) => { for (const { target } of entries) markCut(target); });
for (const box of document.querySelectorAll(".scrolling, nav ul")) {
  box.addEventListener("scroll", () => markCut(box), { passive: true });
  sizes.observe(box);
}

addEventListener("hashchange", openAddress);
openAddress();
})();
