// Click on the map, and the coordinates stand in their fields; write coordinates, and the point moves.
// The point can also be put in the middle of the map by a button, which is how it works from the keyboard.
import { open } from "./map.js";

export function start(part) {
  const lon = document.getElementById(part.dataset.lon);
  const lat = document.getElementById(part.dataset.lat);
  const box = part.querySelector(".picker");
  const button = part.querySelector("button");
  const said = part.querySelector("[role=status]");
  const data = JSON.parse(part.querySelector("script").textContent);
  const words = { ...button.dataset };
  const read = (field) => (field.value.trim() === "" ? NaN : Number(field.value.trim().replace(",", ".").replace("−", "-")));
  part.hidden = false;

  const ready = async () => {
    let shown;
    try {
      shown = await open(box, data, words);
    } catch (error) {
      console.warn(error); // no WebGL: address and coordinates are enough
      part.hidden = true;
      return;
    }
    const { map, gl } = shown;
    const mark = document.createElement("div");
    mark.className = "map-here";
    const marker = new gl.Marker({ element: mark, draggable: true });
    const put = ({ lng, lat: north }, speak) => {
      marker.setLngLat([lng, north]).addTo(map);
      lon.value = lng.toFixed(5);
      lat.value = north.toFixed(5);
      lon.dispatchEvent(new Event("change", { bubbles: true }));
      if (speak) said.textContent = words.put;
    };
    const follow = (move) => {
      const at = [read(lon), read(lat)];
      if (at.some(Number.isNaN) || Math.abs(at[0]) > 180 || Math.abs(at[1]) > 90) return marker.remove();
      marker.setLngLat(at).addTo(map);
      if (move) map.jumpTo({ center: at, zoom: Math.max(map.getZoom(), 14) });
    };
    map.on("click", (event) => put(event.lngLat, true));
    marker.on("dragend", () => put(marker.getLngLat(), true));
    button.addEventListener("click", () => put(map.getCenter(), true));
    for (const field of [lon, lat]) field.addEventListener("input", () => follow(true));
    follow(true);
  };
  new IntersectionObserver((seen, watcher) => {
    if (seen.some((one) => one.isIntersecting)) {
      watcher.disconnect();
      ready();
    }
  }, { rootMargin: "200px" }).observe(part);
}
