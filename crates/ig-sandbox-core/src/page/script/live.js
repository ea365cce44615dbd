/* Panels, and the news that come by themselves. */
const PANELS = ["profile", "requests", "containers", "controls"];

function panel() {
  const wanted = location.hash.slice(1).split("/")[0];
  return PANELS.includes(wanted) ? wanted : "profile";
}

function draw_panel() {
  const open = panel();
  at("desk").dataset.panel = open;
  const narrow = matchMedia("(max-width: 52rem)").matches;
  const current = open === "profile" && !narrow ? "requests" : open;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === "#" + current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (!view.account) return;
  if (open === "containers") draw_containers();
  else draw_requests();
  if (open === "profile") draw_grid();
}

/* Another sandbox may answer by now, whose versions say nothing about those of the one before. */
function forget_all() {
  forget_posts();
  /* Equal seeds give equal ids. */
  at("grid").replaceChildren();
  grid.tiles.clear();
  for (const list of [log, containers, stories]) list.asked = undefined;
}

async function look() {
  const overview = await ask("overview");
  const first = !view.overview;
  if (view.overview && overview.started_ms !== view.overview.started_ms) forget_all();
  view.version = overview.version;
  view.overview = overview;
  view.ahead = overview.now_ms - performance.now();
  const wanted = first ? new URLSearchParams(location.search).get("account") || stored("account") : at("account").value;
  view.account = overview.accounts.find(one => one.id === wanted) || overview.accounts[0];
  at("desk").removeAttribute("aria-busy");
  draw_profile();
  draw_summary();
  draw_faults();
  draw_panel();
  if (first) {
    at("screen").scrollTop = Number(stored("scroll")) || 0;
    draw_grid();
  }
  trouble();
}

const pause = ms => new Promise(done => setTimeout(done, ms));
const visible = () => new Promise(done => {
  if (!document.hidden) return done();
  document.addEventListener("visibilitychange", done, { once: true });
});

async function live() {
  for (;;) {
    await visible();
    try {
      await look();
      await pause(150);
      await ask("events?since=" + view.version);
    } catch (error) {
      trouble(error);
      await pause(1000);
    }
  }
}

/* Some things change by time alone, and the sandbox has no news of them. */
let asked_for = 0;
setInterval(() => {
  tick();
  if (!view.account || document.hidden) return;
  if (panel() === "containers" && containers.moving) draw_containers(true);
  const next = view.account.quota_next_ms;
  const story = stories.list[0] && instant(stories.list[0].ends);
  const due_at = Math.min(next || Infinity, story || Infinity);
  if (due_at < now() && asked_for !== due_at) {
    asked_for = due_at;
    stories.asked = undefined;
    look().catch(trouble);
  }
}, 1000);

addEventListener("hashchange", draw_panel);
matchMedia("(max-width: 52rem)").addEventListener("change", draw_panel);
live();
