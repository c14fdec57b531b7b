// n and p, and the two buttons, lead from one change to the next; what one comes to is announced. Past the last change
// of a page the next page follows. Without this script each change carries the same ways as links.
const bar = document.querySelector("[data-steps]");
const stops = [...document.querySelectorAll("[data-change]")];
const off = () => {
  try { return localStorage.getItem("shortcut-off") !== null; } catch { return false; }
};
let at = -1;

const told = (stop) => { at = stops.indexOf(stop); bar.querySelector("[role=status]").textContent = stop.dataset.change; };
const go = (step) => {
  const stop = stops[at + step];
  const away = step > 0 ? bar.dataset.next : bar.dataset.previous;
  if (stop) {
    stop.scrollIntoView({ block: "center" });
    stop.focus({ preventScroll: true });
  } else if (away && (step > 0 || at <= 0)) location.assign(away);
};

if (bar) {
  bar.hidden = false;
  document.querySelector("[data-when-script][hidden]")?.removeAttribute("hidden");
  bar.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-step]");
    if (button) go(Number(button.dataset.step));
  });
  document.addEventListener("focusin", ({ target }) => {
    const stop = target.closest("[data-change]");
    if (stop) told(stop);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || off()) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "n" || event.key === "p") go(event.key === "n" ? 1 : -1);
  });
  const first = location.hash && document.querySelector(`${location.hash}[data-change]`);
  if (first) first.focus();
}
