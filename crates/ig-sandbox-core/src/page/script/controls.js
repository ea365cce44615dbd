/* The clock, the quota and the reset. */
function draw_summary() {
  const { account } = view;
  const { quota_usage: used, quota_total: total } = account;
  const left = Math.max(0, total - used);
  const fill = at("gauge-fill");
  fill.style.strokeDasharray = (total ? Math.min(100, 100 * used / total) : 100) + " 100";
  fill.parentNode.parentNode.classList.toggle("spent", left === 0);
  at("gauge-number").textContent = short(left);
  const quota = at("quota");
  quota.setAttribute("aria-valuemax", Math.max(total, used));
  quota.setAttribute("aria-valuenow", used);
  quota.setAttribute("aria-valuetext", used + " of " + total + " posts used");
  at("quota-text").textContent = whole(used) + " of " + whole(total) + " used";
  if (document.activeElement !== at("quota-total")) at("quota-total").value = total;
  at("request-count").textContent = view.overview.requests ? short(view.overview.requests) : "";
  at("container-count").textContent = account.containers ? short(account.containers) : "";
  at("quota-whose").textContent = account.username;
  tick();
}

/* What moves with the time alone. */
function tick() {
  if (!view.account) return;
  const time = now();
  at("phone-time").textContent = clock_text(time).slice(0, 5);
  at("clock-time").textContent = clock_text(time);
  at("clock-date").textContent = date_text(time);
  const { quota_next_ms: next, quota_all_ms: all } = view.account;
  at("quota-window").textContent = !next ? "The window of 24 hours is empty"
    : "Next free in " + span(next - time) + (all - next >= 60000 ? ", all in " + span(all - time) : "");
  const { container_usage: made, container_total: most, container_next_ms: free } = view.account;
  at("container-usage").textContent = whole(made) + " of " + whole(most) + " containers in 24 hours"
    + (made >= most && free ? ", next free in " + span(free - time) : "");
  for (const node of document.querySelectorAll("[data-until]")) node.textContent = node.dataset.before + span(node.dataset.until - time);
}

at("clock-form").addEventListener("submit", event => {
  event.preventDefault();
  advance(Number(at("advance").value) * Number(at("advance-unit").value));
});
for (const button of document.querySelectorAll("[data-advance]")) {
  button.addEventListener("click", () => advance(Number(button.dataset.advance)));
}

const advance = seconds => turn(() => send("clock", { advance_s: seconds }), "The clock moved on by " + span(seconds * 1000) + ".");

at("quota-form").addEventListener("submit", event => {
  event.preventDefault();
  const total = Number(at("quota-total").value);
  at("quota-total").blur();
  const { id, username } = view.account;
  turn(() => send("quota", { total, account: id }), "The quota of " + username + " is " + whole(total) + ".");
});

at("reset-form").addEventListener("submit", event => {
  event.preventDefault();
  at("ask").returnValue = "";
  at("ask").showModal();
});
at("ask").addEventListener("close", () => {
  if (at("ask").returnValue === "yes") turn(() => send("reset", {}), "Everything is as at the start.");
});
