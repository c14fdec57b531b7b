// Titles proposed under a search field while one types (combobox with a list of options, WAI-ARIA 1.2).
// Enter without a chosen option searches, as without this script.
const make = (tag, props, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
};

const seen = new WeakSet();

export function attach(form) {
  if (seen.has(form)) return;
  seen.add(form);
  const input = form.querySelector("[data-seek]");
  const list = make("ul", { className: "options", id: `${input.id}-options`, hidden: true, role: "listbox" });
  const live = make("p", { className: "hidden", role: "status" });
  list.setAttribute("aria-label", input.labels[0].textContent);
  form.append(list, live);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" }))
    input.setAttribute(name, value);
  let chosen = -1, timer = 0, asked = "";

  const choose = (index) => {
    chosen = index;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[index].id);
  };
  const show = (found) => {
    const before = list.children[chosen]?.dataset.url; // a late answer does not take away what was chosen
    list.replaceChildren(...found.slice(0, 8).map((one, i) => {
      const option = make("li", { id: `${list.id}-${i}`, role: "option" }, make("b", { className: "title", lang: one.language }, one.title), make("span", {}, one.kind_label ?? ""));
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); location.assign(one.url); });
      option.dataset.url = one.url;
      return option;
    }));
    choose([...list.children].findIndex((option) => option.dataset.url === before));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    live.textContent = list.hidden ? "" : found.length === 1 ? form.dataset.one : form.dataset.many.replace("{n}", list.children.length);
  };
  const ask = async () => {
    const q = asked = input.value.trim();
    if (q.length < 2) return show([]);
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(q)}`);
      if (answer.ok && q === asked) show((await answer.json()).suggestions);
    } catch { show([]); }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener("blur", () => { asked = ""; show([]); });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen === last ? -1 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
    else if (event.key === "Escape") show([]);
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.url);
    else return;
    event.preventDefault();
  });
  if (input.value !== input.defaultValue) ask(); // typed while this module was on its way
}
