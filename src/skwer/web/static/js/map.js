// Turns the drawn plan into a map one can move and zoom. MapLibre (1.6 MB) is fetched only when somebody asks for it.
// The streets are the city's own file; colours are read from the style sheet, so day, night and the city's theme hold.
const here = (path) => new URL(path, import.meta.url).href;

let library;
export function maplibre() {
  library ??= (async () => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = here("../vendor/maplibre/maplibre-gl.css");
    document.head.append(sheet);
    const gl = await import("../vendor/maplibre/maplibre-gl.mjs");
    gl.setWorkerUrl(here("../vendor/maplibre/maplibre-gl-worker.mjs")); // a file of ours: the policy allows no blobs
    return gl;
  })();
  return library;
}

// What a class of the plan looks like now: a shape nobody sees is asked for its computed colour.
function colours() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "plan");
  svg.setAttribute("width", "0");
  svg.setAttribute("height", "0");
  svg.setAttribute("aria-hidden", "true");
  document.body.append(svg);
  const ask = (cls, property) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", cls);
    svg.append(path);
    return getComputedStyle(path)[property];
  };
  const found = { land: ask("land", "fill"), block: ask("blk", "fill"), green: ask("gr", "fill"), street: ask("st", "stroke"), river: ask("rv", "stroke"), rail: ask("rail", "stroke"), tree: ask("tr", "stroke"), dot: ask("dots", "fill") };
  for (const letter of "rywp") found[letter] = ask(letter, "fill");
  svg.remove();
  return found;
}

function style(data) {
  if (data.style) return data.style;
  const c = colours();
  const layer = (id, type, kind, paint, layout = {}) => ({ id, type, source: "town", filter: kind, paint, layout });
  const is = (name) => ["==", ["get", "layer"], name];
  // Widths are kept in units of the drawing; on the map they grow and shrink with the ground.
  const latitude = data.view?.length ? (data.view[1] + data.view[3]) / 2 : 52;
  const unit = (data.unit || 10) / (78271.5 * Math.cos((latitude * Math.PI) / 180));
  const ground = (fallback) => ["interpolate", ["exponential", 2], ["zoom"], 8, ["*", ["coalesce", ["get", "width"], fallback], unit * 2 ** 8], 20, ["*", ["coalesce", ["get", "width"], fallback], unit * 2 ** 20]];
  const shape = ["all", is("square"), ["in", ["get", "class"], ["literal", ["r", "y", "w", "p", "gr"]]]];
  return {
    version: 8,
    sources: data.geodata ? { town: { type: "geojson", data: new URL(data.geodata, location.href).href } } : {},
    layers: [
      { id: "land", type: "background", paint: { "background-color": c.land } },
      ...(data.geodata
        ? [
            layer("block", "fill", is("block"), { "fill-color": c.block }),
            layer("green", "fill", is("green"), { "fill-color": c.green }),
            layer("river", "line", is("river"), { "line-color": c.river, "line-width": ground(24) }, { "line-join": "round", "line-cap": "round" }),
            layer("street", "line", is("street"), { "line-color": c.street, "line-width": ground(3) }, { "line-join": "round", "line-cap": "square" }),
            layer("railway", "line", is("railway"), { "line-color": c.rail, "line-width": 2, "line-dasharray": [4, 2] }),
            layer("tree", "circle", is("tree"), { "circle-color": c.tree, "circle-radius": 5 }),
            layer("square-ground", "fill", ["all", is("square"), ["==", ["get", "class"], "st"]], { "fill-color": c.street }),
            layer("square", "fill", shape, { "fill-color": ["match", ["get", "class"], "r", c.r, "y", c.y, "w", c.w, "p", c.p, c.green] }),
          ]
        : []),
    ],
  };
}

// A map in `box`, showing `data.view`; the caller adds what stands on it. Throws where there is no WebGL.
export async function open(box, data, words) {
  const gl = await maplibre();
  const [west, south, east, north] = data.view?.length ? data.view : [14.1, 49, 24.2, 54.9];
  const map = new gl.Map({
    container: box,
    style: style(data),
    bounds: [[west, south], [east, north]],
    fitBoundsOptions: { padding: 24, maxZoom: 16 },
    attributionControl: data.style ? {} : false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: {
      "Map.Title": words.title,
      "NavigationControl.ZoomIn": words.zoomIn,
      "NavigationControl.ZoomOut": words.zoomOut,
      "CooperativeGesturesHandler.WindowsHelpText": words.wheel,
      "CooperativeGesturesHandler.MacHelpText": words.wheel,
      "CooperativeGesturesHandler.MobileHelpText": words.fingers,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
  const night = matchMedia("(prefers-color-scheme: dark)");
  const repaint = () => !data.style && map.setStyle(style(data));
  night.addEventListener("change", repaint);
  map.on("remove", () => night.removeEventListener("change", repaint));
  if (data.geodata && !data.style) name(map, gl, data);
  return { map, gl };
}

// Names of districts, the river and the squares: the map has no fonts of its own, the page has.
async function name(map, gl, data) {
  const town = await (await fetch(data.geodata)).json();
  for (const { properties: about } of town.features) {
    if (!about?.label_at || !about.name) continue;
    const words = document.createElement("span");
    words.className = `map-name${about.layer === "river" ? " water" : ""}`;
    words.textContent = about.name;
    words.setAttribute("aria-hidden", "true");
    new gl.Marker({ element: words, rotation: about.label_turn || 0 }).setLngLat(about.label_at).addTo(map);
  }
}

function pin(point) {
  const mark = document.createElement(point.href ? "a" : "span");
  mark.className = "map-pin";
  mark.textContent = point.number || "";
  if (point.href) mark.href = point.href;
  else mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", point.number ? `${point.number}. ${point.title}` : point.title);
  mark.title = point.title;
  return mark;
}

export function start(part) {
  const data = JSON.parse(part.querySelector("script").textContent);
  const button = part.querySelector("button");
  const plan = part.parentElement.querySelector("svg.plan");
  const words = { ...button.dataset };
  let opened, box;
  part.hidden = false;
  button.addEventListener("click", async () => {
    if (opened) {
      opened.map.remove();
      box.remove();
      opened = undefined;
      plan.removeAttribute("hidden");
      button.textContent = words.open;
      return;
    }
    box = document.createElement("div");
    box.className = "map-canvas";
    plan.before(box);
    plan.setAttribute("hidden", "");
    button.disabled = true;
    try {
      opened = await open(box, data, words);
      for (const point of data.points) {
        new opened.gl.Marker({ element: pin(point) }).setLngLat([point.lon, point.lat]).addTo(opened.map);
      }
      if (data.all) (await import("./places.js")).onMap(opened, data, () => colours().dot);
      button.textContent = words.close;
      opened.map.getCanvas().focus({ preventScroll: true });
    } catch (error) {
      console.warn(error); // no WebGL: the plan says the same
      box.remove();
      plan.removeAttribute("hidden");
      part.hidden = true;
    }
    button.disabled = false;
  });
}
