"use strict";

const at = id => document.getElementById(id);

/* An element; texts stay texts. */
function make(tag, props, ...inner) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (typeof value === "function") node.addEventListener(name, value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...inner.filter(part => part !== undefined && part !== null && part !== false && part !== ""));
  return node;
}

const icon = name => at("icon-" + name).content.firstElementChild.cloneNode(true);

function store(key, value) {
  try { sessionStorage.setItem(key, value); } catch { /* A browser without it forgets. */ }
}

function stored(key) {
  try { return sessionStorage.getItem(key); } catch { return null; }
}

/* The longest list that the sandbox gives at once. */
const MOST = 200;

/* What the page knows of the sandbox. */
const view = { version: undefined, overview: undefined, account: undefined, ahead: 0 };

async function ask(path, options) {
  const response = await fetch("/_sandbox/" + path, { cache: "no-store", ...options });
  const reply = await response.json();
  if (!response.ok) throw new Error(reply.error);
  return reply;
}

const send = (path, body) =>
  ask(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });

const of_account = () => (view.account ? "&account=" + encodeURIComponent(view.account.id) : "");

let silence;
function say(text) {
  at("said").textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => { at("said").textContent = ""; }, 4000);
}

function trouble(error) {
  const node = at("trouble");
  node.hidden = !error;
  if (error) node.textContent = error instanceof TypeError ? "The sandbox does not answer." : error.message;
}

/* Turns something, says what came of it, and looks at once. */
async function turn(what, done) {
  try {
    await what();
    say(done);
    await look();
  } catch (error) { trouble(error); }
}

/* The sandbox's time now. */
const now = () => performance.now() + view.ahead;

const two = number => String(number).padStart(2, "0");
const clock_text = ms => {
  const date = new Date(ms);
  return two(date.getHours()) + ":" + two(date.getMinutes()) + ":" + two(date.getSeconds());
};
const date_text = ms => new Date(ms).toLocaleDateString(undefined,
  { weekday: "short", day: "numeric", month: "short", year: "numeric" });
const instant = text => Date.parse(text.replace("+0000", "Z"));
/* 1,250 to read, and 12K where there is little room. */
const whole = number => number.toLocaleString("en");
const short = number => number < 10000 ? String(number) : new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 0 }).format(number);
const plural = (count, word) => count === 1 ? word : word.replace(/y$/, "ie") + "s";

/* "3 h 12 min", of what is left or past. */
function span(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return seconds + " s";
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes + " min " + two(seconds % 60) + " s";
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? hours + " h " + two(minutes % 60) + " min" : Math.floor(hours / 24) + " days";
}

/* Texts that count down by themselves: [element, when, text before]. */
function countdown(node, until, before) {
  node.dataset.until = until;
  node.dataset.before = before;
  node.textContent = before + span(until - now());
  return node;
}

/* `words` of code within a text. */
function with_code(text) {
  return text.split("`").map((part, place) => place % 2 ? make("code", {}, part) : part);
}

/* A path breaks behind its slashes, where it must. */
function breakable(path) {
  return path.split(/(?<=\/)/).flatMap(part => [part, make("wbr")]);
}

function pathname(url) {
  return url ? new URL(url, location.href).pathname : undefined;
}

/* The picture of a post, or the frame of a video that is its cover. */
function picture(post, video_props) {
  const first = post.children ? post.children[0] : post;
  if (!post.media_url) return undefined;
  const path = of_this_sandbox(pathname(post.media_url));
  if (first.media_type !== "VIDEO") return make("img", { src: path, alt: "", loading: "lazy", decoding: "async" });
  const cover = own_file(post.cover_url);
  if (cover && !(video_props && video_props.controls)) return make("img", { src: cover, alt: "", loading: "lazy", decoding: "async" });
  const start = Math.max(1, first.thumb_offset || post.thumb_offset || 0) / 1000;
  return make("video", { src: path + "#t=" + start, preload: "metadata", playsinline: true, muted: true, tabindex: "-1", poster: cover, ...video_props });
}

/* A file that is here: the page asks nobody else. */
function own_file(url) {
  const at = url ? url.indexOf("/_sandbox/files/") : -1;
  return at < 0 ? undefined : of_this_sandbox(url.slice(at));
}

/* The next sandbox gives the same names to other pictures, and a page has a memory for pictures. */
function of_this_sandbox(path) {
  return path + "?" + view.overview.started_ms;
}
