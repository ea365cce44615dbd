/* The log: every request to the letter, with its reply. */
const log = { rows: new Map(), shown: 50, asked: undefined };

/* `#requests/17` is the address of one request. */
function one_request() {
  const [panel, number] = location.hash.slice(1).split("/");
  return panel === "requests" && /^\d+$/.test(number) ? Number(number) : undefined;
}

function search_query() {
  const wanted = { text: at("search-text").value.trim(), account: at("search-account").value, status: at("search-status").value };
  return Object.entries(wanted).filter(([, value]) => value).map(([name, value]) => "&" + name + "=" + encodeURIComponent(value)).join("");
}

async function draw_requests() {
  const one = one_request();
  const query = one === undefined ? search_query() : "";
  at("search").hidden = one !== undefined || view.overview.requests === 0;
  at("log-one").hidden = one === undefined;
  draw_search_accounts();
  const mark = view.version + ":" + log.shown + ":" + one + query;
  if (log.asked === mark) return;
  log.asked = mark;
  const requests = [];
  try {
    /* The sandbox gives so many at a time; what comes meanwhile moves nothing. */
    for (let page = undefined; !page || page.length > 0 && requests.length < (one === undefined ? log.shown : 1);) {
      const before = one !== undefined ? "&before=" + (one + 1) : requests.length > 0 ? "&before=" + requests.at(-1).number : "";
      page = (await ask("log?limit=" + (one === undefined ? Math.min(MOST, log.shown - requests.length) : 1) + before + query)).requests;
      requests.push(...page.filter(request => one === undefined || request.number === one));
      if (log.asked !== mark) return;
      if (one !== undefined) break;
    }
  } catch (error) {
    log.asked = undefined;
    return trouble(error);
  }
  const rows = new Map();
  for (const request of requests) {
    const key = request.number + ":" + request.status + ":" + request.at_ms;
    rows.set(key, log.rows.get(key) || row(request));
  }
  const list = at("log");
  for (const [key, item] of log.rows) if (!rows.has(key)) item.remove();
  let before = null;
  for (const item of rows.values()) {
    const next = before ? before.nextSibling : list.firstChild;
    if (item !== next) list.insertBefore(item, next);
    before = item;
  }
  log.rows = rows;
  at("log-older").hidden = one !== undefined || requests.length < log.shown || requests.at(-1).number === 0;
  at("log-unfound").hidden = one === undefined && !query || requests.length > 0;
  at("log-unfound").textContent = one === undefined ? "No request matches."
    : "Request " + one + " is not in the log: the log keeps the latest requests, and a reset deletes them.";
  at("log-none").hidden = one !== undefined || query !== "" || view.overview.requests !== 0;
  if (one !== undefined && requests.length > 0) {
    const button = list.querySelector("button");
    if (button.getAttribute("aria-expanded") === "false") unfold(button, button.parentNode, one);
  }
}

/* There is a choice of accounts only where there are several. */
function draw_search_accounts() {
  const { accounts } = view.overview;
  const select = at("search-account");
  at("search-accounts").hidden = accounts.length < 2;
  const names = accounts.map(one => one.id + one.username).join();
  if (select.dataset.names === names) return;
  select.dataset.names = names;
  const wanted = select.value;
  select.replaceChildren(make("option", { value: "" }, "all"), ...accounts.map(one => make("option", { value: one.id }, one.username)));
  select.value = accounts.some(one => one.id === wanted) ? wanted : "";
}

function row(request) {
  const { status, message, faults } = request;
  const mood = status === null ? "bad" : status < 300 ? "good" : "bad";
  const why = [faults && faults.length ? "fault: " + faults.join(", ") : "",
    message ? [request.code, request.subcode].filter(Number.isInteger).join("/") + " " + message : ""].filter(Boolean).join(" · ");
  const button = make("button", { type: "button", "aria-expanded": "false" },
    make("span", { class: "code " + mood }, status === null ? "none" : String(status)),
    make("span", { class: "verb" }, request.method),
    make("span", { class: "what" }, make("span", { class: "path" }, ...breakable(request.path)), " ",
      make("span", { class: "digest" }, request.digest)),
    make("time", {}, clock_text(request.at_ms) + (request.took_ms > 0 ? " · " + request.took_ms + " ms" : "")),
    why && make("span", { class: "why" }, why));
  const item = make("li", { class: "request" }, button);
  button.addEventListener("click", () => unfold(button, item, request.number));
  return item;
}

async function unfold(button, item, number) {
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  if (open) return item.querySelector(".exchange")?.remove();
  try {
    const request = await ask("log/" + number);
    /* Whoever clicks twice has folded it, or opened it once more, before it came. */
    if (button.getAttribute("aria-expanded") === "true" && !item.querySelector(".exchange")) item.append(exchange(request, number));
  } catch (error) {
    button.setAttribute("aria-expanded", "false");
    trouble(error);
  }
}

function exchange(request, number) {
  const copy = make("button", { type: "button", class: "copy" }, "Copy as curl");
  copy.addEventListener("click", () => copy_text(request.curl));
  const reply = request.reply === null ? "" : typeof request.reply === "string" ? request.reply : JSON.stringify(request.reply, null, 2);
  const body = request.body && !request.body.startsWith("(") ? pretty(request.body) : request.body;
  const took = request.took_ms === null ? "" : ", after " + request.took_ms + " ms";
  return make("div", { class: "exchange" },
    make("h3", {}, "Request at " + clock_text(request.at_ms) + ", " + date_text(request.at_ms),
      make("span", { class: "line" }, make("a", { href: "#requests/" + number }, "Link"), copy)),
    make("pre", { class: "sent", tabindex: "0", "aria-label": "The request" },
      request.method + " " + request.target + "\n" + request.headers + (body ? "\n" + body : "")),
    Object.keys(request.params).length > 0 && make("details", {}, make("summary", {}, "Parameters, decoded"),
      make("pre", { tabindex: "0", "aria-label": "The parameters" }, JSON.stringify(request.params, null, 2))),
    make("h3", {}, request.status === null ? "No reply: the connection was broken, or it is still to come" : "Reply " + request.status + took),
    request.note && make("p", { class: "note" }, "Note of the sandbox: " + request.note),
    reply && make("pre", { class: "reply", tabindex: "0", "aria-label": "The reply" }, reply),
    request.reply_headers && make("details", {}, make("summary", {}, "Headers of the reply"),
      make("pre", { tabindex: "0", "aria-label": "Headers of the reply" }, request.reply_headers)),
    make("details", {}, make("summary", {}, "As curl"), make("pre", { class: "curl", tabindex: "0", "aria-label": "The curl command" }, request.curl)));
}

/* A form is read pair by pair; what is sent stays to the letter in the curl command. */
function pretty(body) {
  return /^[^\s{[]+=[^\s]*$/.test(body) ? body.replaceAll("&", "\n&") : body;
}

async function copy_text(text) {
  try {
    await navigator.clipboard.writeText(text);
    say("Copied. Put your token in the place of [token].");
  } catch {
    say("This browser lets no page copy: the command is under “As curl”.");
  }
}

at("log-older").addEventListener("click", () => { log.shown += 50; draw_requests(); });
at("search").addEventListener("submit", event => event.preventDefault());
for (const event of ["input", "change"]) at("search").addEventListener(event, () => { log.shown = 50; draw_requests(); });
