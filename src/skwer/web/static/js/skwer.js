// The one script of every page. It looks at what is there and fetches only what that needs.
// Without it every page works; with it some things are quicker or shown as one types.
const needs = [
  ["[data-count-for]", "./counter.js"],
  ["[data-errors]", "./errors.js"],
  ["[data-too-large]", "./files.js"],
  ["[data-ballot]", "./ballot.js"],
  ["[data-costs]", "./costs.js"],
  ["[data-print]", "./print.js"],
  ["[data-recount]", "./recount.js"],
  ["[data-map]", "./map.js"],
  ["[data-time]", "./places.js"],
  ["[data-twin]", "./twin.js"],
  ["[data-place-picker]", "./place-picker.js"],
];

function awaken(root) {
  for (const [selector, module] of needs) {
    const found = [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
    if (found.length) import(module).then((m) => found.forEach((one) => m.start(one)));
  }
}

awaken(document);

if (document.querySelector("[hx-get], [hx-post], [hx-boost]")) {
  // htmx sets itself up either before the document is read or once the page is complete, not in between.
  const fetchHtmx = () => {
    const tag = document.createElement("script");
    tag.src = new URL("../vendor/htmx/htmx.min.js", import.meta.url);
    document.head.append(tag);
  };
  if (document.readyState === "complete") fetchHtmx();
  else addEventListener("load", fetchHtmx, { once: true });
  document.addEventListener("htmx:load", (event) => event.detail.elt !== document.body && awaken(event.detail.elt));
}
