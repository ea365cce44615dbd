/* The grid: as long as there are posts, and no more elements than a screen needs. */
const grid = { columns: 3, ratio: 5 / 4, page: 60, most: 30, pages: new Map(), asked: new Map(), tiles: new Map(), total: 0, focus: 0 };

function size() {
  const width = at("grid").clientWidth / grid.columns;
  return { width, height: width * grid.ratio };
}

function shown_rows() {
  const { height } = size();
  const screen = at("screen");
  const top = Math.max(0, screen.scrollTop - at("grid").offsetTop);
  const rows = Math.ceil(grid.total / grid.columns);
  const first = Math.max(0, Math.floor(top / height) - 2);
  return [first, Math.min(rows, Math.ceil((top + screen.clientHeight) / height) + 2)];
}

function draw_grid() {
  const list = at("grid");
  const { width, height } = size();
  list.style.height = Math.ceil(grid.total / grid.columns) * height + "px";
  if (!width) return;
  const [first, end] = shown_rows();
  const wanted = new Map();
  for (let place = first * grid.columns; place < Math.min(end * grid.columns, grid.total); place++) {
    const page = grid.pages.get(Math.floor(place / grid.page));
    if (!page || page.version !== view.version) need(Math.floor(place / grid.page));
    const post = page && page.posts[place % grid.page];
    const key = place + ":" + (post ? post.id : "");
    const item = grid.tiles.get(key) || tile(post, place);
    item.style.width = width + "px";
    item.style.height = height + "px";
    item.style.transform = "translate(" + (place % grid.columns) * width + "px," + Math.floor(place / grid.columns) * height + "px)";
    item.setAttribute("aria-setsize", grid.total);
    wanted.set(key, item);
  }
  const focused = document.activeElement && document.activeElement.dataset.place;
  for (const [key, item] of grid.tiles) if (!wanted.has(key)) item.remove();
  let before = null;
  for (const item of wanted.values()) {
    const next = before ? before.nextSibling : list.firstChild;
    if (item !== next) list.insertBefore(item, next);
    before = item;
  }
  grid.tiles = wanted;
  tab_stop();
  if (focused !== undefined && !document.activeElement.dataset.place) focus_tile(Number(focused));
}

/* One of the tiles is a stop of the tab key; arrows lead to the others. */
function tab_stop() {
  const links = [...at("grid").querySelectorAll("a")];
  const [first, end] = shown_rows();
  const places = links.map(link => Number(link.dataset.place));
  if (!places.includes(grid.focus)) grid.focus = Math.min(Math.max(grid.focus, first * grid.columns), end * grid.columns - 1, grid.total - 1);
  for (const link of links) link.tabIndex = Number(link.dataset.place) === grid.focus ? 0 : -1;
}

async function need(number) {
  const { version, account } = view;
  if (grid.asked.get(number) === version) return;
  grid.asked.set(number, version);
  try {
    const reply = await ask("posts?from=" + number * grid.page + "&limit=" + grid.page + of_account());
    if (account.id !== view.account.id) return;
    grid.pages.delete(number);
    grid.pages.set(number, reply);
    reply.version = version;
    for (const old of grid.pages.keys()) {
      if (grid.pages.size <= grid.most) break;
      grid.pages.delete(old);
      grid.asked.delete(old);
    }
    grid.total = reply.total;
    draw_grid();
  } catch (error) {
    grid.asked.delete(number);
    trouble(error);
  }
}

function tile(post, place) {
  const link = make("a", { "data-place": String(place), tabindex: "-1" });
  const item = make("li", { "aria-posinset": String(place + 1) }, link);
  if (!post) {
    link.setAttribute("role", "link");
    link.setAttribute("aria-label", "A post that is being loaded");
    return item;
  }
  const caption = post.caption || "";
  const kind = post.children ? "Carousel of " + post.children.length : post.media_product_type === "REELS" ? "Reel" : "Photo";
  link.href = pathname(post.permalink);
  const again = post.repeats ? "Posted again. " : "";
  link.setAttribute("aria-label", again + kind + ": " + (post.alt_text || caption || "no caption"));
  const shown = picture(post, {});
  if (shown) link.append(shown); else item.className = "bare";
  if (post.children) link.append(icon("carousel"));
  else if (post.media_type === "VIDEO") link.append(icon("video"));
  if (post.repeats) link.append(make("span", { class: "again", "aria-hidden": "true", title: "This post repeats another one: it was published twice" }, "posted again"));
  link.append(make("span", { class: "words", "aria-hidden": "true" }, make("span", {}, caption)));
  return item;
}

function focus_tile(place) {
  grid.focus = Math.min(Math.max(0, place), grid.total - 1);
  const { height } = size();
  const screen = at("screen");
  const top = at("grid").offsetTop + Math.floor(grid.focus / grid.columns) * height;
  const bar = document.querySelector(".handle").offsetHeight;
  if (top < screen.scrollTop + bar) screen.scrollTop = top - bar;
  if (top + height > screen.scrollTop + screen.clientHeight) screen.scrollTop = top + height - screen.clientHeight;
  draw_grid();
  const link = at("grid").querySelector("a[data-place='" + grid.focus + "']");
  if (link) link.focus({ preventScroll: true });
}

function forget_posts() {
  grid.pages.clear();
  grid.asked.clear();
}

at("grid").addEventListener("keydown", event => {
  const rows = Math.max(1, Math.floor(at("screen").clientHeight / size().height)) * grid.columns;
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: grid.columns, ArrowUp: -grid.columns, PageDown: rows, PageUp: -rows, Home: -grid.total, End: grid.total };
  const step = steps[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  focus_tile(Number(event.target.dataset.place) + step);
});
at("grid").addEventListener("focusin", event => { grid.focus = Number(event.target.dataset.place); });
let due = false;
at("screen").addEventListener("scroll", () => {
  if (due) return;
  due = true;
  requestAnimationFrame(() => { due = false; draw_grid(); });
});
addEventListener("resize", draw_grid);
/* A scrollbar that comes makes it narrower, and the window stays as it is. */
new ResizeObserver(() => requestAnimationFrame(draw_grid)).observe(at("grid"));
/* Whoever comes back from a post finds the grid where it was. */
addEventListener("pagehide", () => store("scroll", String(at("screen").scrollTop)));
