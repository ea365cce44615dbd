// What the helper promises, in a folder in which the packages are installed.

import assert from "node:assert";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findIg, localInstagram } from "ig-cli";

async function call(instagram, path, form) {
  const body = new URLSearchParams({ access_token: instagram.token, ...form });
  const reply = await fetch(`${instagram.url}/${instagram.userId}${path}`, { method: "POST", body });
  if (!reply.ok) throw new Error(`${reply.status}`);
  return (await reply.json()).id;
}

const create = (instagram, form) => call(instagram, "/media", { image_url: instagram.photo, ...form });
const publish = (instagram, creation_id) => call(instagram, "/media_publish", { creation_id });

async function post(instagram, form = {}) {
  return publish(instagram, await create(instagram, form));
}

const isUp = (url) => fetch(`${url}/health`).then(() => true, () => false);

test("a fault loses a reply, and the post is live", async (t) => {
  const instagram = await localInstagram(t);
  const container = await create(instagram);
  await instagram.fault("publish", "commit_then_drop");
  await assert.rejects(publish(instagram, container));
  assert.equal((await instagram.posts()).length, 1);
});

test("a fault has what else it needs", async (t) => {
  const instagram = await localInstagram(t);
  await instagram.fault("create", "error", { status: 503, times: 2 });
  for (let round = 0; round < 2; round++) await assert.rejects(create(instagram), /503/);
  assert.ok(await create(instagram));
});

test("a fault that there is not is refused with those that there are", async (t) => {
  const instagram = await localInstagram(t);
  await assert.rejects(instagram.fault("publish", "explode"), /commit_then_drop/);
});

test("a reset leaves nothing", async (t) => {
  const instagram = await localInstagram(t);
  for (let round = 0; round < 2; round++) await post(instagram, { caption: "again" });
  assert.equal((await instagram.duplicates()).length, 1);
  assert.equal((await instagram.requests()).length, 4);
  await instagram.reset();
  assert.deepEqual([await instagram.posts(), await instagram.requests()], [[], []]);
});

test("a container expires when the clock moves on", async (t) => {
  const instagram = await localInstagram(t);
  const container = await create(instagram);
  await instagram.advance(25 * 3600);
  await assert.rejects(publish(instagram, container), /400/);
});

test("a file of the test can be posted", async (t) => {
  const instagram = await localInstagram(t);
  const photo = new Uint8Array(await (await fetch(instagram.photo)).arrayBuffer());
  await post(instagram, { image_url: await instagram.serve("mine & yours.jpg", photo) });
  assert.equal((await instagram.posts()).length, 1);
  await assert.rejects(instagram.posts("1"), /no account 1/);
});

test("the command publishes there once", async (t) => {
  const instagram = await localInstagram(t);
  const HOME = mkdtempSync(join(tmpdir(), "ig-"));
  const env = { ...process.env, ...instagram.environment, HOME };
  const ids = new Set();
  for (let round = 0; round < 2; round++) {
    const words = ["publish", instagram.photo, "--key", "order-42", "--json"];
    const { stdout, status } = spawnSync(findIg(), words, { env });
    assert.equal(status, 0);
    ids.add(JSON.parse(stdout).media);
  }
  assert.deepEqual((await instagram.posts()).map(({ id }) => id), [...ids]);
  // Nothing is left among the posts of the user, and a reset frees the key.
  assert.deepEqual(readdirSync(HOME), []);
  await instagram.reset();
  const words = ["publish", instagram.photo, "--key", "order-42", "--json"];
  assert.equal(spawnSync(findIg(), words, { env }).status, 0);
  assert.equal((await instagram.posts()).length, 1);
});

test("options are those of the command, and one that there is not is named", async (t) => {
  const instagram = await localInstagram(t, ["--quota", "1"]);
  await post(instagram);
  await assert.rejects(post(instagram, { caption: "more" }));
  await assert.rejects(localInstagram(t, ["--stricct"]), /unknown option --stricct/);
});

test("it ends, and may be ended twice", async () => {
  const instagram = await localInstagram();
  assert.ok(await isUp(instagram.url));
  await instagram.stop();
  await instagram.stop();
  assert.ok(!(await isUp(instagram.url)));
});

test("nothing is left behind by a process that is killed, nor by one that forgets to stop it", async () => {
  const start = "const { localInstagram } = require('ig-cli'); localInstagram().then((it) => ";
  for (const [rest, kill] of [["{ console.log(it.url); setTimeout(() => {}, 60000) })", true], ["console.log(it.url))", false]]) {
    const child = spawn(process.execPath, ["-e", start + rest], { stdio: ["ignore", "pipe", "inherit"] });
    const [url] = await new Promise((done) => child.stdout.once("data", (text) => done(`${text}`.split("\n"))));
    assert.match(url, /^http:/);
    if (kill) child.kill("SIGKILL");
    let rounds = 0;
    while ((await isUp(url)) && rounds++ < 1000) await sleep(10);
    assert.ok(rounds < 1000, "the sandbox is still there");
  }
});

test("the command ends as the program does", () => {
  const run = (...words) => spawnSync("npx", ["--no-install", "ig-cli", ...words], { encoding: "utf8" });
  assert.match(run("--version").stdout, /^ig \d/);
  assert.equal(run("publish").status, 2);
});
