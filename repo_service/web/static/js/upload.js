// The native file field made comfortable: drop anywhere on the page, see each file being sent, go on to the review page.
// Sends what the plain form would send; the answer is {"url"} or a problem with "detail".
const form = document.querySelector("[data-upload]");
const field = form.querySelector("input[type=file]");
const button = form.querySelector("button");
const make = (tag, props, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
};
const live = make("p", { role: "status", className: "hint" });
const rows = make("ul", { className: "sending" });
form.append(rows, live);
form.querySelectorAll("[data-when-script]").forEach((node) => { node.hidden = false; });
field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} at-once`.trim());
button.parentNode.hidden = true; // what is chosen leaves at once; the button comes back to try again
let busy = false;
let last = [];

const listFiles = (files) => files.map((file) => {
  const bar = make("progress", { max: file.size || 1, value: 0 });
  const words = make("span", { className: "hint" });
  bar.setAttribute("aria-label", file.name);
  rows.append(make("li", {}, make("div", {}, file.name, " ", words), bar));
  return (sent) => {
    bar.value = Math.max(0, Math.min(sent, bar.max));
    words.textContent = sent >= bar.max ? form.dataset.done : "";
  };
});

function stop(message) {
  busy = false;
  button.disabled = field.disabled = button.parentNode.hidden = false;
  form.noValidate = last.length > 0;
  rows.replaceChildren();
  field.value = "";
  live.className = "error";
  live.textContent = message || form.dataset.failed;
}

function send(list) {
  const files = [...list];
  if (busy || files.length === 0) return;
  last = files;
  if (files.reduce((sum, { size }) => sum + size, 0) > form.dataset.max) return stop(form.dataset.tooLarge);
  const data = new FormData();
  data.append("csrf_token", form.elements.csrf_token.value);
  for (const file of files) data.append(field.name, file);
  const show = listFiles(files);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.responseType = "json";
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", ({ loaded }) => {
    let before = 0;
    files.forEach((file, i) => { show[i](loaded - before); before += file.size; });
  });
  request.upload.addEventListener("load", () => { live.textContent = form.dataset.reading; });
  request.addEventListener("load", () => {
    if (request.status < 300 && request.response?.url) location.assign(request.response.url);
    else stop(request.response?.detail || (request.status === 413 && form.dataset.tooLarge));
  });
  for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, () => stop());
  busy = button.disabled = field.disabled = true;
  live.className = "hint";
  live.textContent = form.dataset.sending;
  request.send(data);
}

field.addEventListener("change", () => send(field.files));
form.addEventListener("submit", (event) => { event.preventDefault(); send(field.files.length ? field.files : last); });
const carries = (event) => event.dataTransfer?.types.includes("Files");
const mark = (on) => document.body.classList.toggle("dragging", on);
document.addEventListener("dragover", (event) => { if (carries(event)) { event.preventDefault(); mark(true); } });
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(false); });
document.addEventListener("drop", (event) => { if (carries(event)) { event.preventDefault(); mark(false); send(event.dataTransfer.files); } });
