const EPISODES = JSON.parse(document.getElementById("data").textContent);
const PAGE = 200;
const by = (id) => document.getElementById(id);
let found = [], shown = PAGE, current = 0, pinned = null;

function make(tag, kind, ...children) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}
const tone = (value) => (value >= 0.995 ? "good" : value > 0 ? "warn" : "bad");
const figure = (value) => make("span", `n ${tone(value)}`, value.toFixed(2));

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

function turn(row, number) {
  const head = make("div", "head", make("span", "quiet", `turn ${number}`), make("span", "quiet", "reward ", figure(row.reward)));
  const box = make("section", "turn", head);
  if (row.text) box.append(make("pre", row.answer === true ? "good" : row.answer === false ? "bad" : "", row.text));
  for (const call of row.calls) {
    box.append(make("div", "call", make("code", "", call.name),
      call.solved ? make("span", "good", `✓ ${call.solved}`) : call.error ? make("span", "bad", call.error) : null));
    box.append(make("pre", "", call.arguments), make("pre", "", pretty(call.observation)));
  }
  return box;
}

function article(row) {
  const solved = new Set(row.turns.flatMap((t) => t.calls.map((call) => call.solved)));
  const box = make("article", "",
    make("p", "quiet", `${row.bundle} · ${row.level} · ${row.task} · ${row.kind} · ${row.policy}${row.seed && ` · seed ${row.seed}`} · line ${row.line}`),
    make("h2", "", row.question),
    make("p", "", "reward ", figure(row.reward), ` · Solve-F1 ${row.f1.toFixed(2)} · ${row.solved} of ${row.steps.length} steps with ${row.calls} calls · `,
      make("span", row.answer ? "good" : "bad", row.answer ? "the answer is right" : "no right answer"),
      row.goal === null ? null : make("span", row.goal ? "good" : "bad", row.goal ? " · the goal is reached" : " · the goal is not reached"),
      make("span", "quiet", ` · expected ${row.expected}`)),
    row.goal_text === null ? "" : make("p", "quiet", "goal ", make("code", "", row.goal_text)));
  const steps = make("ul", "steps");
  for (const step of row.steps) {
    const done = solved.has(step.id);
    steps.append(make("li", "", make("span", done ? "good" : "bad", done ? "✓ " : "· "), make("code", "", step.id), ` ${step.question}`));
  }
  box.append(steps, ...row.turns.map((t, index) => turn(t, index + 1)));
  return box;
}

function draw() {
  const items = found.slice(0, shown).map((row, index) => {
    const item = make("li", "", make("span", "task", row.task), make("span", "quiet", "reward ", figure(row.reward)),
      make("span", "quiet", `${row.policy} · ${row.level}`), make("span", "quiet n", `${row.solved} of ${row.steps.length} steps`));
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", index === current);
    item.addEventListener("click", () => { current = index; draw(); });
    return item;
  });
  by("list").replaceChildren(...items);
  by("more").hidden = found.length <= shown;
  by("count").textContent = `${found.length.toLocaleString("en")} of ${EPISODES.length.toLocaleString("en")} episodes`;
  const row = found[current];
  by("episodes").replaceChildren(...(pinned && pinned !== row ? [article(pinned)] : []), ...(row ? [article(row)] : [make("article", "quiet", "No episode is like that.")]));
  items[current]?.scrollIntoView({ block: "nearest" });
}

function choose() {
  const wanted = by("filter").value.trim().toLowerCase(), which = by("which").value;
  found = EPISODES.filter((row) => (which === "all" || row.failed === (which === "failed")) &&
    (!wanted || JSON.stringify(row).toLowerCase().includes(wanted)));
  current = 0; shown = PAGE;
  draw();
}

by("filter").addEventListener("input", choose);
by("which").addEventListener("change", choose);
by("more").addEventListener("click", () => { shown += PAGE; draw(); });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select")) { if (event.key === "Escape") event.target.blur(); return; }
  if (event.key === "j" || event.key === "ArrowDown") current = Math.min(current + 1, Math.max(found.length - 1, 0));
  else if (event.key === "k" || event.key === "ArrowUp") current = Math.max(current - 1, 0);
  else if (event.key === "p") pinned = pinned ? null : found[current];
  else if (event.key === "/") { event.preventDefault(); by("filter").focus(); return; }
  else return;
  event.preventDefault();
  if (current >= shown) shown += PAGE;
  draw();
});
choose();
