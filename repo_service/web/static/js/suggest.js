// What is proposed under a search field while one types (combobox with a list of options in groups, WAI-ARIA 1.2).
// Enter without a chosen option searches, as without this script. The page itself does not move.
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
  const list = make("div", { className: "options", id: `${input.id}-options`, hidden: true, role: "listbox" });
  const live = make("p", { className: "hidden", role: "status" });
  list.setAttribute("aria-label", input.labels[0].textContent);
  form.append(list, live);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" }))
    input.setAttribute(name, value);
  let options = [], chosen = -1, timer = 0, asking;

  const choose = (index) => {
    chosen = index;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options[index].id);
  };
  const show = (found) => {
    const before = options[chosen]?.dataset.url; // a late answer does not take away what was chosen
    const groups = new Map();
    options = found.slice(0, 8).map((one, i) => {
      const title = make("b", { className: "title" }, one.title);
      if (one.language) title.lang = one.language;
      const option = make("li", { id: `${list.id}-${i}`, role: "option" }, title, " ", make("span", {}, [one.kind_label, one.note].filter(Boolean).join(" · ")));
      option.dataset.url = one.url;
      groups.set(one.group, [...groups.get(one.group) ?? [], option]);
      return option;
    });
    list.replaceChildren(...[...groups].map(([label, rows]) => make("ul", { className: "group", role: "group", ariaLabel: label }, ...rows)));
    choose(options.findIndex((option) => option.dataset.url === before));
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    live.textContent = list.hidden ? "" : options[1] ? form.dataset.many.replace("{n}", options.length) : form.dataset.one;
  };
  const close = () => { clearTimeout(timer); asking?.abort(); show([]); };
  const open = (option) => { close(); location.assign(option.dataset.url); };
  const ask = async () => {
    asking?.abort();
    const q = input.value.trim();
    if (q.length < 2) return show([]);
    const { signal } = asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(q)}`, { signal });
      const found = answer.ok ? (await answer.json()).suggestions : [];
      if (!signal.aborted) show(found);
    } catch { if (!signal.aborted) show([]); }
  };
  const later = (event) => {
    if (event.isComposing) return; // letters that are still being put together
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  };
  const over = ({ target }) => options.indexOf(target.closest("li"));
  for (const name of ["input", "compositionend"]) input.addEventListener(name, later);
  for (const [node, name] of [[input, "blur"], [form, "submit"]]) node.addEventListener(name, close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => { if (over(event) >= 0) open(options[over(event)]); });
  list.addEventListener("pointermove", (event) => { if (over(event) !== chosen) choose(over(event)); });
  list.addEventListener("pointerleave", () => choose(-1));
  input.addEventListener("keydown", (event) => {
    const { key, altKey, isComposing } = event, last = options.length - 1;
    if (isComposing || event.ctrlKey || event.metaKey) return;
    if (list.hidden) {
      if (key === "ArrowDown") ask();
      else if (key === "Escape" && input.value) input.value = "";
      else return;
    } else if (key === "Escape" || (altKey && key === "ArrowUp")) close();
    else if (key === "ArrowDown") { if (!altKey) choose(chosen === last ? -1 : chosen + 1); }
    else if (key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
    else if (key === "Enter" && chosen >= 0) open(options[chosen]);
    else {
      if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key)) choose(-1); // back in the text, where the key goes on
      return;
    }
    event.preventDefault();
  });
  if (input.value !== input.defaultValue) ask(); // typed while this module was on its way
}
