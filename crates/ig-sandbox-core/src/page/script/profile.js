/* The head of the profile, and its stories. */
const stories = { list: [], at: 0, asked: undefined };

function draw_profile() {
  const { account } = view;
  document.title = account.username + " · ig sandbox";
  at("username").textContent = account.username;
  at("initial").textContent = account.username.slice(0, 1);
  at("account-id").textContent = account.id;
  at("count").textContent = short(account.posts);
  at("count-word").textContent = plural(account.posts, "post");
  at("story-count").textContent = short(account.stories);
  at("story-word").textContent = plural(account.stories, "story");
  at("left").textContent = short(Math.max(0, account.quota_total - account.quota_usage));
  const face = at("face");
  face.disabled = account.stories === 0;
  at("face-name").textContent = account.stories ? "Open the stories" : "No stories";
  at("nothing").hidden = account.posts > 0;
  /* Tokens out of a configuration are shown nowhere. */
  const token = account.takes_sandbox_token ? "sandbox-token" : "YOUR_TOKEN";
  at("try").textContent = "export IG_API_BASE=" + location.origin + "\nexport IG_USER_ID=" + account.id +
    "\nexport IG_ACCESS_TOKEN=" + token + "\nig publish photo.jpg --caption \"Hello\"";
  const to = "curl " + location.origin + "/" + account.id;
  const header = " \\\n  -H \"Authorization: Bearer " + token + "\" \\\n  -d ";
  at("try-curl").textContent = to + "/media" + header + "image_url=" + SAMPLE() + " \\\n  -d caption=Hello\n" +
    "# The reply has the id of the container:\n" + to + "/media_publish" + header + "creation_id=CONTAINER_ID";
  at("sample-line").hidden = !account.takes_sandbox_token;
  grid.total = account.posts;
  draw_grid();
  const accounts = view.overview.accounts;
  at("accounts").hidden = accounts.length < 2;
  /* Where there is a choice, it is what the heading looks like. */
  at("username").classList.toggle("unseen", accounts.length > 1);
  const names = accounts.map(one => one.id + one.username).join();
  if (at("account").dataset.names !== names) {
    at("account").dataset.names = names;
    at("account").replaceChildren(...accounts.map(one => make("option", { value: one.id }, one.username)));
  }
  at("account").value = account.id;
  load_stories();
}

const SAMPLE = () => location.origin + "/_sandbox/files/sample.jpg";

/* The two requests that any client sends; they are in the log like all others. */
async function post_sample() {
  const graph = async (path, form) => {
    const headers = { authorization: "Bearer sandbox-token" };
    const response = await fetch("/" + view.account.id + "/" + path, { method: "POST", headers, body: new URLSearchParams(form) });
    const reply = await response.json();
    if (!response.ok) throw new Error("The sandbox refused the sample: " + reply.error.message);
    return reply.id;
  };
  at("sample").disabled = true;
  await turn(async () => {
    const container = await graph("media", { image_url: SAMPLE(), caption: "The sample photo" });
    await graph("media_publish", { creation_id: container });
  }, "Posted the sample photo.");
  at("sample").disabled = false;
}

async function load_stories() {
  const mark = view.account.id + ":" + view.version;
  if (stories.asked === mark) return;
  stories.asked = mark;
  if (view.account.stories === 0) return show_stories([]);
  try {
    const reply = await ask("posts?kind=stories&limit=100" + of_account());
    if (stories.asked === mark) show_stories(reply.posts.reverse());
  } catch (error) { trouble(error); }
}

function show_stories(list) {
  const old = stories.list.map(story => story.id).join();
  stories.list = list;
  at("stories").hidden = list.length === 0;
  if (old === list.map(story => story.id).join()) return;
  at("stories").replaceChildren(...list.map((story, place) => {
    const ring = make("span", { class: "ring" }, picture(story, {}) || make("span", {}));
    return make("li", {}, make("button", { type: "button", "aria-label": clock_text(instant(story.timestamp)).slice(0, 5) + ", open story " + (place + 1) + " of " + list.length, click: () => open_story(place) },
      ring, clock_text(instant(story.timestamp)).slice(0, 5)));
  }));
}

function open_story(place) {
  stories.at = place;
  draw_story();
  if (!at("story").open) at("story").showModal();
}

function draw_story() {
  const { list, at: place } = stories;
  const story = list[place];
  if (!story) return at("story").close();
  at("story-name").textContent = view.account.username;
  countdown(at("story-when"), instant(story.ends), "ends in ");
  const shown = picture(story, { controls: true, autoplay: false, tabindex: "0", "aria-label": "The video of the story" });
  if (shown && shown.tagName === "IMG") shown.alt = story.alt_text || "The picture of the story";
  at("story-picture").replaceChildren(shown || make("p", {}, "No copy of the file was kept."));
  at("story-bars").replaceChildren(...list.map((_, number) => make("i", { class: number <= place ? "past" : "" })));
  at("story-place").textContent = place + 1 + " of " + list.length;
  at("story-link").href = pathname(story.permalink);
  const [back, on] = [at("story-back"), at("story-on")];
  const focused = document.activeElement;
  back.disabled = place === 0;
  on.disabled = place === list.length - 1;
  /* A button that goes away hands its focus on. */
  if (focused === back && back.disabled) (on.disabled ? at("story-close") : on).focus();
  if (focused === on && on.disabled) (back.disabled ? at("story-close") : back).focus();
}

function step_story(step) {
  const next = stories.at + step;
  if (next < 0 || next >= stories.list.length) return;
  stories.at = next;
  draw_story();
}

at("sample").addEventListener("click", post_sample);
at("face").addEventListener("click", () => open_story(0));
at("story-close").addEventListener("click", () => at("story").close());
at("story-back").addEventListener("click", () => step_story(-1));
at("story-on").addEventListener("click", () => step_story(1));
at("story").addEventListener("keydown", event => {
  if (event.target.tagName === "VIDEO") return;
  if (event.key === "ArrowRight") step_story(1);
  if (event.key === "ArrowLeft") step_story(-1);
});
at("story").addEventListener("close", () => at("story-picture").replaceChildren());
at("account").addEventListener("change", () => {
  store("account", at("account").value);
  history.replaceState(null, "", location.pathname + location.hash);
  forget_posts();
  grid.focus = 0;
  at("screen").scrollTop = 0;
  look();
});
