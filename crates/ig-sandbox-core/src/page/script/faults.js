/* The panel of faults. */
const ON = { publish: "publish", create: "create a container", status: "status of a container", limit: "publishing limit", media_list: "lists of media", media: "a medium", upload: "upload", token: "tokens", batch: "a batch", any: "any request" };
const FIELDS = {
  status: { label: "HTTP status", type: "number", value: "500" },
  code: { label: "Code", type: "number", value: "2" },
  subcode: { label: "Subcode", type: "number", value: "" },
  message: { label: "Message", type: "text", value: "" },
  delay_s: { label: "Seconds", type: "number", value: "30" },
  minutes: { label: "Minutes", type: "number", value: "10" },
  after_bytes: { label: "After bytes", type: "number", value: "1000" },
  bytes: { label: "Bytes lost", type: "number", value: "1" },
};
const ERROR = ["status", "code", "subcode", "message"];
const DO = {
  commit_then_drop: { label: "act, and lose the reply", about: "The server acts, then the connection breaks: the reply is lost.", fields: [] },
  drop: { label: "break the connection", about: "The connection breaks before the server acts.", fields: [] },
  error: { label: "refuse", about: "The server says so, and does not act.", fields: ERROR },
  commit_then_error: { label: "act, and report an error", about: "The server acts, and says that it failed.", fields: ERROR },
  late_commit: { label: "report an error, and act later", about: "The server says that it failed, and acts later.", fields: ["delay_s", ...ERROR] },
  original_response: { label: "act, and wrap the reply in an error", about: "The server acts, and hides the reply in an error.", fields: [] },
  garble: { label: "act, and cut the reply in half", about: "The server acts, and its reply is cut in half.", fields: [] },
  html: { label: "answer with a proxy’s 502 page", about: "A proxy answers with a 502 page.", fields: [] },
  delay: { label: "act, and answer late", about: "The server acts, and answers late.", fields: ["delay_s"] },
  rate_limit: { label: "answer with a rate limit", about: "The server answers 80002 with the usage header.", fields: ["minutes"] },
  status_lag: { label: "show an old status for a while", about: "Reads of the container show the state before, for a while.", fields: ["delay_s"], on: ["create", "publish", "status", "any"] },
  read_outage: { label: "refuse reads for a while", about: "Reads of containers and media answer 100/33, for a while.", fields: ["delay_s"] },
  fetch_fails: { label: "fail to fetch the file", about: "The media file cannot be fetched.", fields: [], on: ["create", "upload", "any"] },
  processing: { label: "process for a while", about: "The container takes its time; with a subcode it ends in ERROR.", fields: ["delay_s", "subcode"], on: ["create", "any"] },
  cut: { label: "cut the upload off", about: "The connection is cut while the video comes in.", fields: ["after_bytes"], on: ["upload"] },
  short: { label: "lose the end of the upload", about: "The last bytes of the video are lost.", fields: ["bytes"], on: ["upload"] },
  upload_dies: { label: "end the upload for good", about: "The upload is refused, and its container is dead.", fields: ERROR, on: ["upload"] },
};
const PRESETS = [
  ["Lost reply to a publish", { on: "publish", do: "commit_then_drop" }],
  ["Error for a post that is live", { on: "publish", do: "commit_then_error", status: 500, code: 2 }],
  ["Action is blocked", { on: "publish", do: "error", status: 403, code: 4, subcode: 2207051 }],
  ["Rate limit", { on: "any", do: "rate_limit", minutes: 10 }],
  ["File cannot be fetched", { on: "create", do: "fetch_fails" }],
  ["Slow processing", { on: "create", do: "processing", delay_s: 60 }],
];

const can = (what, on) => !DO[what].on || DO[what].on.includes(on);

function draw_fault_form() {
  const [on, what] = [at("fault-on").value, at("fault-do").value];
  for (const option of at("fault-do").options) option.disabled = !can(option.value, on);
  if (!can(what, on)) {
    at("fault-do").value = "error";
    return draw_fault_form();
  }
  at("fault-about").textContent = DO[what].about;
  at("fault-more").replaceChildren(...DO[what].fields.map(name => {
    const field = FIELDS[name];
    const needed = ["delay_s", "after_bytes", "bytes"].includes(name) && what !== "processing";
    return make("label", {}, make("span", {}, field.label),
      make("input", { id: "fault-" + name, type: field.type, value: field.value, min: field.type === "number" && "0", step: field.type === "number" && "any", required: needed }));
  }));
}

function read_fault() {
  const fault = { on: at("fault-on").value, do: at("fault-do").value, nth: Number(at("fault-nth").value), times: Number(at("fault-times").value) };
  for (const name of DO[fault.do].fields) {
    const text = at("fault-" + name).value;
    if (text !== "") fault[name] = FIELDS[name].type === "number" ? Number(text) : text;
  }
  return fault;
}

const arm = fault => turn(() => send("faults", [fault]), "Armed.");

function draw_faults() {
  const { faults } = view.overview;
  at("fault-count").textContent = faults.length ? faults.length + " " + plural(faults.length, "fault") : "";
  at("disarm").hidden = faults.length === 0;
  at("armed").replaceChildren(...faults.map(({ on, do: what, nth, times, seen, done, ...more }) => {
    const rest = Object.entries(more).map(([name, value]) => name + " " + value).join(", ");
    const progress = seen < nth - 1 ? "from request no. " + nth + ", " + seen + " seen" : done + " of " + times + " done";
    return make("li", {}, make("code", {}, on + " → " + what + (rest ? " (" + rest + ")" : "")), make("span", { class: "soft" }, progress));
  }));
}

at("fault-on").append(...Object.entries(ON).map(([value, text]) => make("option", { value }, text)));
at("fault-do").append(...Object.keys(DO).map(value => make("option", { value }, DO[value].label)));
at("presets").append(...PRESETS.map(([name, fault]) => make("button", { type: "button", click: () => arm(fault) }, name)));
at("fault-on").addEventListener("change", draw_fault_form);
at("fault-do").addEventListener("change", draw_fault_form);
at("fault-form").addEventListener("submit", event => { event.preventDefault(); arm(read_fault()); });
at("disarm").addEventListener("click", () => turn(() => ask("faults", { method: "DELETE" }), "Disarmed."));
draw_fault_form();
