// The sum under a table of costs, as one types. The server adds it up again when the form is sent.
const amount = (text) => {
  const plain = text.replace(/[\s\u00a0\u202f]/g, "").replace(/(zł|PLN|€|EUR|Kč|CZK|kr|NOK)$/, "");
  const cut = Math.max(plain.lastIndexOf(","), plain.lastIndexOf("."));
  const cents = cut >= 0 && plain.length - cut - 1 <= 2 ? plain.slice(cut + 1) : "";
  const whole = (cents || plain.length - cut - 1 === 0 ? plain.slice(0, cut) : plain).replace(/[.,]/g, "");
  return /^\d+$/.test(whole) && /^\d*$/.test(cents) ? Number(whole) * 100 + Number(cents.padEnd(2, "0") || 0) : 0;
};

export function start(table) {
  const out = table.querySelector("[data-sum]");
  const words = (least) => new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: least, maximumFractionDigits: 2, useGrouping: "always" });
  const whole = words(0), withCents = words(2);
  table.addEventListener("input", () => {
    const cents = [...table.querySelectorAll("[data-amount]")].reduce((sum, one) => sum + amount(one.value), 0);
    out.textContent = `${(cents % 100 ? withCents : whole).format(cents / 100).replace(/\s/g, "\u00a0")}\u00a0${table.dataset.currency}`;
  });
}
