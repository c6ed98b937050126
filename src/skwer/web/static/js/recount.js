// Counts a published decision once more in the reader's own browser, from the published files alone, in exact fractions.
// It knows greedy counts of points, of votes and of both. A rule it does not know it names as such; it never guesses.

const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a < 0n ? -a : a; };
const ratio = (n, d = 1n) => { const g = gcd(n, d) || 1n; return d < 0n ? { n: -n / g, d: -d / g } : { n: n / g, d: d / g }; };
export function exact(text) {
  const [head, below] = String(text).trim().split("/");
  if (below !== undefined) return ratio(BigInt(head), BigInt(below));
  const [whole, cents = ""] = head.split(".");
  const n = BigInt(whole.replace("-", "") + cents);
  return ratio(head.startsWith("-") ? -n : n, 10n ** BigInt(cents.length));
}
const ZERO = ratio(0n), HUNDRED = ratio(100n);
const add = (a, b) => ratio(a.n * b.d + b.n * a.d, a.d * b.d);
const sub = (a, b) => add(a, ratio(-b.n, b.d));
const mul = (a, b) => ratio(a.n * b.n, a.d * b.d);
const div = (a, b) => (b.n ? ratio(a.n * b.d, a.d * b.n) : ZERO);
const cmp = (a, b) => { const x = a.n * b.d - b.n * a.d; return x < 0n ? -1 : x > 0n ? 1 : 0; };
const text = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");
export const sha256 = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));
const lot = (seed, id) => sha256(new TextEncoder().encode(`${seed}/${id}`));

// A line of a .pb file: cells divided by semicolons, in quotes where they hold one.
function cells(line) {
  const found = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|;)(?:"((?:[^"]|"")*)"|([^;]*))/g)) found.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  return found;
}

// META, projects in file order, and how many ballots approve of each (a project named twice in one ballot counts once).
export function readPabulib(file) {
  const meta = {}, projects = [], votes = {};
  let part = "", head = null, ballots = 0;
  for (const raw of file.split("\n")) {
    const line = raw.replace(/\r$/, ""), name = line.trim().toUpperCase();
    if (["META", "PROJECTS", "VOTES"].includes(name)) { part = name; head = null; continue; }
    if (!line.trim()) continue;
    const row = cells(line);
    if (!head) { head = row.map((cell) => cell.trim()); continue; }
    const get = (key) => (row[head.indexOf(key)] ?? "").trim();
    if (part === "META") meta[row[0].trim()] = (row[1] ?? "").trim();
    else if (part === "PROJECTS") { projects.push({ id: get("project_id"), cost: exact(get("cost")) }); votes[get("project_id")] = 0n; }
    else { ballots += 1; for (const id of new Set(get("vote").split(",").map((one) => one.trim()).filter(Boolean))) votes[id] += 1n; }
  }
  return { meta, projects, votes, ballots };
}

// Which rule, threshold and ties an election of ballots is counted by; null for what this page does not count.
function votingRule(tally, meta) {
  let { rule, threshold } = tally;
  if (rule === "official") {
    rule = meta.rule;
    threshold = threshold ?? (meta.min_project_score_threshold || null);
  }
  if (!["approval", "choose-1"].includes(meta.vote_type) || !["greedy", "greedy-no-skip", "greedy-threshold"].includes(rule)) return null;
  if ((tally.completion ?? "none") !== "none" || tally.comparison || (rule === "greedy-threshold" && !threshold)) return null;
  return { rule, threshold, ties: String(tally.ties ?? "max-votes,min-cost,file-order").split(",") };
}

// Of each group (proposals that ask for the same space) one can win: does a funded one stand in the way of this id?
const taken = (groups, id, funded) => groups.some((group) => group.includes(id) && group.some((other) => other !== id && funded.includes(other)));

// From the top down while the money lasts; `keys` settle equals, one after the other. Those behind are the reserve list.
function greedy(list, budget, keys, skip, groups) {
  const funded = [], order = [...list].sort((a, b) => -cmp(a.score, b.score) || keys.reduce((found, key) => found || key(a, b), 0));
  let left = budget;
  for (const one of order) {
    if (one.barred) { if (!skip && one.dear) break; continue; }
    if (taken(groups, one.id, funded)) continue;
    if (cmp(one.cost, left) > 0) { if (!skip) break; continue; }
    funded.push(one.id);
    left = sub(left, one.cost);
  }
  return { funded, reserve: order.filter((one) => !one.barred && !funded.includes(one.id)).map((one) => one.id) };
}

// Who stepped back since, step by step: the others stay, and the money that came free goes down the reserve list.
function movedUp({ funded, reserve }, inputs, skip) {
  if (!inputs.promotions) return funded;
  const costs = {}, ids = {};
  for (const project of inputs.projects) { costs[project.id] = exact(project.cost); ids[project.number] = String(project.id); }
  reserve = reserve.slice(0, Number(inputs.rule.reserve ?? 0));
  const groups = (inputs.exclusive ?? []).map((group) => group.map((number) => ids[number]));
  for (const step of inputs.promotions) {
    const gone = step.map((number) => ids[number]);
    funded = funded.filter((id) => !gone.includes(id));
    let left = funded.reduce((sum, id) => sub(sum, costs[id]), exact(inputs.pot)), ended = false;
    const waiting = [];
    for (const id of reserve.filter((one) => !gone.includes(one))) {
      if (taken(groups, id, funded)) { waiting.push(id); continue; }
      if (!ended && cmp(costs[id], left) <= 0) { funded.push(id); left = sub(left, costs[id]); continue; }
      ended ||= !skip;
      waiting.push(id);
    }
    reserve = waiting;
  }
  return funded;
}

async function byVotes(inputs, file) {
  const election = readPabulib(file), rule = votingRule(inputs.tally ?? {}, election.meta);
  if (!rule) return null;
  const budget = exact(election.meta.budget);
  const least = rule.threshold == null ? null : String(rule.threshold).endsWith("%") ? div(mul(exact(String(rule.threshold).slice(0, -1)), ratio(BigInt(election.ballots))), HUNDRED) : exact(rule.threshold);
  const list = [];
  for (const [at, project] of election.projects.entries()) {
    const score = ratio(election.votes[project.id]), low = least !== null && cmp(score, least) < 0, gone = cmp(project.cost, ratio(999999999n)) === 0;
    const dear = !low && !gone && cmp(project.cost, budget) > 0;
    list.push({ ...project, at, score, dear, barred: low || gone || dear || score.n === 0n });
  }
  const known = { "max-votes": (a, b) => -cmp(a.score, b.score), "max-score": (a, b) => -cmp(a.score, b.score), "min-cost": (a, b) => cmp(a.cost, b.cost), "max-cost": (a, b) => cmp(b.cost, a.cost), "file-order": (a, b) => a.at - b.at, lexico: (a, b) => text(a.id, b.id) };
  const keys = [];
  for (const tie of rule.ties) {
    if (tie.startsWith("lot:")) { for (const one of list) one.lot = await lot(tie.slice(4), one.id); keys.push((a, b) => text(a.lot, b.lot)); }
    else if (known[tie]) keys.push(known[tie]);
    else return null;
  }
  return greedy(list, budget, [...keys, known["file-order"]], rule.rule !== "greedy-no-skip", inputs.tally.exclusive ?? []);
}

async function byScores(inputs, file) {
  const { rule, weights, method } = inputs, election = file ? readPabulib(file) : null;
  if (!["greedy", "greedy-no-skip", "greedy-threshold"].includes(rule.allocation)) return null;
  const stage = (kind) => inputs.stages.find((one) => one.kind === kind);
  const committee = stage("assess"), scale = committee ? exact(committee.scale) : ZERO;
  const budget = exact(inputs.pot), list = [];
  for (const [at, project] of inputs.projects.entries()) {
    const points = committee ? exact(committee.scores[project.number]) : ZERO;
    const votes = method === "mixed" ? ratio(election.votes[project.id]) : ZERO;
    list.push({ id: String(project.id), cost: exact(project.cost), at, points, votes, lot: await lot(rule.seed, project.id) });
  }
  const best = list.reduce((most, one) => (cmp(one.votes, most) > 0 ? one.votes : most), ZERO);
  const leastPoints = div(mul(exact(rule.min_points || 0), scale), HUNDRED), leastVotes = exact(rule.min_votes || 0);
  for (const one of list) {
    const share = div(one.points, scale);
    one.score = method === "points" ? mul(share, HUNDRED) : add(mul(share, exact(weights.points)), mul(div(one.votes, best), exact(weights.votes)));
    one.out = (committee && cmp(one.points, leastPoints) < 0) || (method === "mixed" && cmp(one.votes, leastVotes) < 0);
    one.dear = one.barred = cmp(one.cost, budget) > 0;
  }
  const known = { "max-points": (a, b) => -cmp(a.points, b.points), "max-votes": (a, b) => -cmp(a.votes, b.votes), "min-cost": (a, b) => cmp(a.cost, b.cost), lot: (a, b) => text(a.lot, b.lot) };
  if (rule.ties.some((tie) => !known[tie])) return null;
  return greedy(list.filter((one) => !one.out), budget, [...rule.ties.map((tie) => known[tie]), (a, b) => a.at - b.at], rule.allocation !== "greedy-no-skip", inputs.exclusive ?? []);
}

// The ids of the winners in the order of funding; null when the rule is none of those this page counts.
export async function recount(inputs, file) {
  if (inputs.method === "mixed" && !file) return null;
  const first = await (inputs.method === "votes" ? byVotes(inputs, file) : byScores(inputs, inputs.method === "mixed" ? file : ""));
  return first && movedUp(first, inputs, inputs.rule?.allocation !== "greedy-no-skip");
}

async function fetched(address, hash) {
  if (!address) return null;
  const answer = await fetch(address, { cache: "reload" }); // what is published now, not what was kept from before
  if (!answer.ok) throw new Error(answer.status);
  const bytes = await answer.arrayBuffer();
  if (hash && (await sha256(bytes)) !== hash) throw new RangeError(address);
  return new TextDecoder().decode(bytes);
}

export function start(box) {
  const button = box.querySelector("[data-recount-start]"), answer = box.querySelector("[data-recount-answer]"), data = box.dataset;
  if (!globalThis.crypto?.subtle) return; // only over https: without it hashes cannot be compared, so nothing is promised
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    answer.textContent = data.wordsWorking;
    let told;
    try {
      const [inputs, outcome, ballots] = await Promise.all([fetched(data.inputs, data.inputsHash), fetched(data.outcome, data.outcomeHash), fetched(data.ballots, data.ballotsHash)]);
      const funded = await recount(JSON.parse(inputs), ballots);
      const published = JSON.parse(outcome).funded.map((one) => String(one.id));
      told = funded === null ? "unknown" : JSON.stringify(funded) === JSON.stringify(published) ? "equal" : "different";
    } catch (error) {
      told = error instanceof RangeError ? "damaged" : "failed";
    }
    box.dataset.recount = told;
    answer.textContent = data["words" + told[0].toUpperCase() + told.slice(1)];
    button.disabled = false;
  });
}
