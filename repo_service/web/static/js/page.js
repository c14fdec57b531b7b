// What every page gets from a script: "/" leads to the search field, the first focus there
// fetches the suggestions, buttons copy an address or a hash, a file over the limit is refused before it is sent.
// Both stay hidden or silent where they cannot work; nothing depends on them.
const KEY = "shortcut-off";
const off = () => {
  try { return localStorage.getItem(KEY) !== null; } catch { return false; }
};

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || off()) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector("[data-seek]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
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
