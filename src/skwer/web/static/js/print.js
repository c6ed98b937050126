// The print button: without a script it is not there, and the browser's own menu prints.
export function start(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
