// A file larger than we take is named at once, before anybody waits for it to be sent. The server says the same.
const MB = 1024 * 1024;

export function start(input) {
  if (input.closest("[data-sign]")) return; // that page makes photos smaller itself
  const said = document.createElement("p");
  said.className = "ds-validation-message";
  said.setAttribute("role", "alert");
  said.hidden = true;
  input.after(said);
  input.addEventListener("change", () => {
    const large = [...input.files].find((file) => file.size > Number(input.dataset.most) * MB);
    said.textContent = large ? input.dataset.tooLarge.replace("{name}", large.name) : "";
    said.hidden = !large;
    if (large) input.value = "";
  });
}
