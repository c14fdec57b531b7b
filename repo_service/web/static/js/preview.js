// The text as it will be published, while one writes: the server renders it, this only puts it in its place.
// The answer is read as a document by XMLHttpRequest, in which no script ever runs; no string becomes markup here.
const form = document.querySelector("[data-preview-url]");
const place = document.getElementById(form.dataset.previewInto);
let timer = 0;
let request = null;

function refresh() {
  request?.abort();
  request = new XMLHttpRequest();
  request.open("POST", form.dataset.previewUrl);
  request.responseType = "document";
  request.setRequestHeader("X-CSRFToken", form.elements.csrf_token.value);
  request.addEventListener("load", ({ target }) => {
    const fresh = target.status === 200 && target.response?.getElementById(place.id);
    if (fresh) place.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
  });
  request.send(new FormData(form));
}

form.elements.text.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(refresh, 350); });
form.querySelector("[name=preview]").parentNode.hidden = true;
if (form.elements.text.value.trim() && place.querySelector(".hint")) refresh();
