// Counts what is chosen while one chooses: up to k ideas, or up to a sum. The server counts again.
export function start(form) {
  const most = Number(form.dataset.most || Infinity);
  const sum = Number(form.dataset.sum || Infinity);
  const left = form.querySelector("[data-left]");
  const line = form.querySelector("[data-chosen]");
  const spent = form.querySelector("[data-spent]");
  const boxes = [...form.querySelectorAll("input[type=checkbox][name=" + CSS.escape(form.dataset.ballot || "choice") + "]")];
  form.querySelectorAll("[data-without-script]").forEach((one) => (one.hidden = true));
  const money = (n) => new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "always", maximumFractionDigits: 0 }).format(n).replace(/\s/g, "\u00a0");
  const show = () => {
    const on = boxes.filter((box) => box.checked);
    const cost = on.reduce((a, box) => a + Number(box.dataset.cost || 0), 0);
    const over = on.length > most || cost > sum;
    if (left) left.textContent = Number.isFinite(sum) ? money(sum - cost).replace("-", "−") + "\u00a0" + (form.dataset.sign || "") : String(Math.max(most - on.length, 0));
    if (line) line.textContent = (over ? line.dataset.over : line.dataset.words).replace("{n}", on.length).replace("{max}", most).replace("{sum}", money(cost));
    form.toggleAttribute("data-over", over);
    if (spent) {
      const unit = Number(spent.dataset.unit || 1), wide = Number(spent.dataset.wide || 15), all = Number(spent.dataset.all || most);
      let d = "";
      for (let k = 0; k < Math.min(all, Number.isFinite(sum) ? cost / unit : on.length); k++) d += `M${(k % wide) * 10} ${Math.floor(k / wide) * 10}h8v8h-8z`;
      spent.setAttribute("d", d);
    }
    // At the limit the other boxes wait: not disabled, so that they stay readable, but a choice too many is undone.
    for (const box of boxes) box.closest("label")?.toggleAttribute("data-full", !box.checked && on.length >= most);
  };
  form.addEventListener("change", (event) => {
    if (event.target.checked && boxes.filter((box) => box.checked).length > most) {
      event.target.checked = false;
      form.querySelector("[data-too-many]")?.removeAttribute("hidden");
    }
    show();
  });
  show();
}
