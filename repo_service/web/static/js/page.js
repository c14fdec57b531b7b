// What every page gets from a script, and does without: "/" leads to the search field, whose first focus fetches the
// suggestions; keys judge the proposal that holds the focus, words selected in a text propose its passage; buttons copy;
// a file over the limit is refused before it is sent.
const KEY = "shortcut-off";
const off = () => {
  try { return localStorage.getItem(KEY) !== null; } catch { return false; }
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  event.target.closest("[data-keys]")?.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  const field = document.querySelector("[data-seek]");
  if (event.key !== "/" || !field || off()) return;
  event.preventDefault();
  field.focus();
  field.select();
});

document.querySelector("[data-keys]:target")?.focus();

const adding = document.querySelector("[data-add]");
if (adding) document.addEventListener("selectionchange", () => {
  const chosen = getSelection();
  const passage = chosen.anchorNode?.parentElement?.closest("[data-passages] [id]");
  if (!passage || chosen.isCollapsed) return;
  adding.elements.add.value = passage.id.slice(2);
  adding.elements.words.value = chosen.toString();
});

document.addEventListener("focusin", ({ target }) => {
  const form = target.closest?.("[data-suggest]");
  if (form && target.matches("[data-seek]")) import(form.dataset.module).then(({ attach }) => attach(form));
});

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const words = button.querySelector("span");
  words.setAttribute("aria-live", "polite");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy || location.href.split("#")[0]);
    const before = words.textContent;
    if (before === button.dataset.copied) return;
    words.textContent = button.dataset.copied;
    setTimeout(() => { words.textContent = before; }, 4000);
  });
}

for (const field of document.querySelectorAll("input[data-max]")) {
  field.addEventListener("change", () => {
    field.setCustomValidity(field.files[0]?.size > field.dataset.max ? field.dataset.tooLarge : "");
    field.reportValidity();
  });
}

for (const button of document.querySelectorAll("[data-shortcut]")) {
  const show = () => { button.textContent = off() ? button.dataset.shortcutOff : button.dataset.shortcut; };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (off()) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "1");
    show();
  });
  show();
}
