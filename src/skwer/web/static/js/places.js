// All places of a city: as dots on the drawn plan, through time, and on the map one can move. Their data are fetched
// when somebody touches the slider, opens the map, or when the list has more pages than one.
const DAY = 86_400_000;
const known = new Map();

// Columns → one object a place. Each address is fetched once.
function load(url) {
  if (!known.has(url)) known.set(url, fetch(url).then((answer) => answer.json()).then(unpack));
  return known.get(url);
}

function unpack({ n, x, y, s, r, g }) {
  let [number, lon, lat] = [0, 0, 0];
  return n.map((step, k) => {
    [number, lon, lat] = [number + step, lon + x[k], lat + y[k]];
    return { number, lon: lon / 1e5, lat: lat / 1e5, state: s[k], ready: r[k], gone: g[k] || 0 };
  });
}

// Without a day: what is there or being built now, as in the list.
const stands = (day) => (place) =>
  day ? place.ready && place.ready <= day && (!place.gone || place.gone > day) : place.state !== "g";
const dayOf = (text) => (text ? Math.round(Date.parse(`${text}T00:00:00Z`) / DAY) : 0);

function plan() {
  const part = document.querySelector("#found [data-map]");
  const data = part && JSON.parse(part.querySelector("script").textContent);
  return data?.all && data.project ? { svg: part.parentElement.querySelector("svg.plan"), data } : null;
}

// Draw the places as small squares beneath the numbered ones; answers how many stand.
async function draw(day, moving) {
  const here = plan();
  if (!here) return null;
  const standing = (await load(here.data.all)).filter(stands(day));
  const [lon0, lat0, across, down] = here.data.project;
  let dots = here.svg.querySelector(".dots");
  if (!dots) {
    dots = document.createElementNS("http://www.w3.org/2000/svg", "path");
    dots.setAttribute("class", "dots");
    here.svg.insertBefore(dots, here.svg.querySelector(".lead-line, .pin"));
  }
  const size = standing.length > 400 ? 5 : 10;
  dots.classList.toggle("many", standing.length > 400);
  const square = `h${size}v${size}h-${size}z`;
  dots.setAttribute(
    "d",
    standing.map((p) => `M${((p.lon - lon0) / across - size / 2).toFixed(1)} ${((p.lat - lat0) / down - size / 2).toFixed(1)}${square}`).join(""),
  );
  here.svg.classList.toggle("moving", moving);
  return standing.length;
}

// The slider: one step a month, from the first place to today. It writes the day into the field of the form.
export function start(box) {
  const field = box.querySelector("input");
  const { first, last, label, today, words } = box.dataset;
  const [year, month] = first.split("-").map(Number);
  const [endYear, endMonth] = last.split("-").map(Number);
  const months = (endYear - year) * 12 + endMonth - month;
  if (months > 0) {
    const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: months, step: 1 });
    slider.setAttribute("aria-label", label);
    const said = document.createElement("output");
    const name = new Intl.DateTimeFormat(document.documentElement.lang, { month: "long", year: "numeric", timeZone: "UTC" });
    const lastDay = (step) => new Date(Date.UTC(year, month - 1 + step + 1, 0));
    const told = (step) => (step >= months ? today : name.format(lastDay(step)));
    const follow = () => {
      const [y, m] = field.value.split("-").map(Number);
      slider.value = field.value ? (y - year) * 12 + m - month : months;
      said.textContent = told(Number(slider.value));
      slider.setAttribute("aria-valuetext", said.textContent);
    };
    // The list follows once the slider has rested: not at every step, and not twice.
    let rest;
    slider.addEventListener("change", (event) => event.stopPropagation());
    slider.addEventListener("input", async () => {
      clearTimeout(rest);
      rest = setTimeout(() => field.dispatchEvent(new Event("change", { bubbles: true })), 500);
      const step = Number(slider.value);
      field.value = step >= months ? "" : lastDay(step).toISOString().slice(0, 10);
      said.textContent = told(step);
      slider.setAttribute("aria-valuetext", told(step));
      const count = await draw(dayOf(field.value), true);
      if (count !== null && Number(slider.value) === step) said.textContent = words.replace("{when}", told(step)).replace("{n}", count);
    });
    field.addEventListener("change", follow);
    const row = document.createElement("div");
    row.className = "through";
    row.append(slider, said);
    box.append(row);
    follow();
  }
  const redraw = () => document.querySelector("#found .pager") && draw(dayOf(field.value), false);
  document.addEventListener("htmx:afterSettle", redraw);
  redraw();
}

// On the map one can move: a dot a place, its name when one asks for it.
export async function onMap({ map, gl }, data, colour) {
  const field = document.querySelector("[data-time] input");
  const standing = (await load(data.all)).filter(stands(dayOf(field?.value)));
  const features = standing.map((p) => ({
    type: "Feature",
    properties: { number: p.number },
    geometry: { type: "Point", coordinates: [p.lon, p.lat] },
  }));
  const add = () => {
    if (map.getSource("places")) return;
    map.addSource("places", { type: "geojson", data: { type: "FeatureCollection", features } });
    map.addLayer({
      id: "places",
      type: "circle",
      source: "places",
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 11, 2, 14, 4, 17, 8],
        "circle-color": colour(),
        "circle-stroke-color": "#fff",
        "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 13, 0.5, 16, 2],
      },
    });
  };
  if (map.isStyleLoaded()) add();
  map.on("styledata", add); // day and night have a style each
  map.on("mousemove", "places", () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", "places", () => (map.getCanvas().style.cursor = ""));
  map.on("click", "places", async ({ lngLat, features: hit }) => {
    const numbers = [...new Set(hit.map((one) => one.properties.number))].slice(0, 10);
    const names = await (await fetch(`${data.all.split("?")[0]}?names=${numbers}`)).json();
    const list = document.createElement("ul");
    list.className = "bare";
    for (const number of numbers) {
      const link = Object.assign(document.createElement("a"), { href: `${location.pathname}${number}/`, textContent: names[number] });
      list.append(Object.assign(document.createElement("li"), {}));
      list.lastChild.append(link);
    }
    new gl.Popup({ closeButton: false }).setLngLat(lngLat).setDOMContent(list).addTo(map);
  });
}
