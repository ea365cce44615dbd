/* Containers: their state, and what is missing. */
const containers = { shown: 30, asked: undefined, moving: false };
const MOODS = { FINISHED: "good", PUBLISHED: "good", IN_PROGRESS: "busy", ERROR: "bad", EXPIRED: "bad" };
const KINDS = { REELS: "reel", STORY: "story" };

async function draw_containers(again) {
  const mark = view.version + ":" + containers.shown + ":" + view.account.id;
  if (containers.asked === mark && !again) return;
  containers.asked = mark;
  const list = [];
  let total;
  try {
    for (let page = undefined; !page || page.length > 0 && list.length < containers.shown;) {
      const reply = await ask("containers?limit=" + Math.min(MOST, containers.shown - list.length) + "&from=" + list.length + of_account());
      page = reply.containers;
      total = reply.total;
      list.push(...page);
      if (containers.asked !== mark) return;
    }
  } catch (error) {
    containers.asked = undefined;
    return trouble(error);
  }
  containers.moving = list.some(one => one.status_code === "IN_PROGRESS");
  const text = JSON.stringify(list);
  if (containers.text === text) return;
  containers.text = text;
  at("container-list").replaceChildren(...list.map(container_row));
  at("container-older").hidden = total <= list.length;
}

function container_row(one) {
  const kind = one.is_carousel_item ? "carousel item" : one.children ? "carousel of " + one.children.length : KINDS[one.media_product_type] || "photo";
  const lives = one.status_code === "FINISHED" || one.status_code === "IN_PROGRESS";
  const missing = one.missing.map(thing => {
    const line = make("p", { class: "missing" }, ...with_code((lives ? "Missing: " : "") + thing.what));
    if (thing.until_ms) line.append(" ", countdown(make("span", { class: "soft" }), thing.until_ms, "· done in "));
    return line;
  });
  const published = one.paths.map(path => make("a", { href: path }, "Published: " + path));
  const parts = [
    one.location && "at " + one.location.name,
    one.user_tags && one.user_tags.length + " tagged",
    one.collaborators && "with " + one.collaborators.join(", "),
    one.ignored && "ignored: " + one.ignored.join(", "),
    one.children && "of " + one.children.join(", "),
  ].filter(Boolean).join(" · ");
  return make("li", { class: "container" },
    make("span", { class: "state " + (MOODS[one.status_code] || "") }, one.status_code),
    make("code", { class: "id" }, one.id), make("span", { class: "kind" }, kind),
    one.caption && make("p", { class: "caption" }, one.caption),
    ...missing,
    parts && make("p", { class: "soft" }, parts),
    published.length > 0 && make("p", {}, ...published),
    published.length > 1 && make("p", { class: "bad" }, "Published more than once."),
    lives && countdown(make("p", { class: "soft" }), one.expires_ms, "Expires in "));
}

at("container-older").addEventListener("click", () => { containers.shown += 30; draw_containers(); });
