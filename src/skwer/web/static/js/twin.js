// Lays a picture from after over the one from before, with a slider between them. Without it they stand side by side.
export function start(figure) {
  const [before, after] = [...figure.children].map((half) => half.querySelector("img"));
  const words = [...figure.querySelectorAll("p")];
  const { label, words: said } = figure.dataset;
  const stage = document.createElement("div");
  stage.className = "over";
  const edge = document.createElement("span");
  edge.className = "edge";
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: 100, step: 1, value: 50 });
  slider.setAttribute("aria-label", label);
  const show = () => {
    stage.style.setProperty("--at", `${slider.value}%`);
    slider.setAttribute("aria-valuetext", said.replace("{n}", slider.value));
  };
  slider.addEventListener("input", show);
  stage.append(before, after, slider, edge);
  const captions = document.createElement("figcaption");
  captions.append(...words);
  figure.replaceChildren(stage, captions);
  figure.classList.add("slid");
  show();
}
