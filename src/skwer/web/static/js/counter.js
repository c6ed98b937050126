// The count of characters under a text, as one types. The server (forms.schema.text_length) counts the same way:
// code points after NFC, a line end once.
export function start(line) {
  const field = document.getElementById(line.dataset.countFor);
  if (!field) return;
  const max = Number(line.dataset.max);
  const voice = document.createElement("span");
  voice.className = "vh";
  voice.setAttribute("role", "status");
  line.after(voice);
  let pause;
  const show = () => {
    const n = [...field.value.replace(/\r\n?/g, "\n").normalize("NFC")].length;
    line.textContent = line.dataset.words.replace("{n}", n).replace("{max}", max);
    line.toggleAttribute("data-over", n > max);
    clearTimeout(pause);
    // Spoken only after a pause near the end, so that nobody is counted at while writing.
    if (n > max * 0.9) pause = setTimeout(() => (voice.textContent = line.textContent), 1200);
  };
  field.addEventListener("input", show);
  show();
}
