/* The log: every request to the letter, with its reply. */
const log = { rows: new Map(), shown: 50, asked: undefined };

async function draw_requests() {
  const mark = view.version + ":" + log.shown;
  if (log.asked === mark) return;
  log.asked = mark;
  const requests = [];
  try {
    /* The sandbox gives so many at a time; what comes meanwhile moves nothing. */
    for (let page = undefined; !page || page.length > 0 && requests.length < log.shown;) {
      const before = requests.length > 0 ? "&before=" + requests.at(-1).number : "";
      page = (await ask("log?limit=" + Math.min(MOST, log.shown - requests.length) + before)).requests;
      requests.push(...page);
      if (log.asked !== mark) return;
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
  at("log-older").hidden = requests.length < log.shown || requests.at(-1).number === 0;
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
    if (button.getAttribute("aria-expanded") === "true" && !item.querySelector(".exchange")) item.append(exchange(request));
  } catch (error) {
    button.setAttribute("aria-expanded", "false");
    trouble(error);
  }
}

function exchange(request) {
  const copy = make("button", { type: "button", class: "copy" }, "Copy as curl");
  copy.addEventListener("click", () => copy_text(request.curl));
  const reply = request.reply === null ? "" : typeof request.reply === "string" ? request.reply : JSON.stringify(request.reply, null, 2);
  const body = request.body && !request.body.startsWith("(") ? pretty(request.body) : request.body;
  const took = request.took_ms === null ? "" : ", after " + request.took_ms + " ms";
  return make("div", { class: "exchange" },
    make("h3", {}, "Request at " + clock_text(request.at_ms) + ", " + date_text(request.at_ms), copy),
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
