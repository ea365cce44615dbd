// A local Instagram for tests: `ig sandbox` on a free port.
"use strict";

const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { mkdtempSync, readdirSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { createInterface } = require("node:readline");
const { findIg } = require("./program.js");

class LocalInstagram {
  #child;
  #ended;
  // The posts that `ig` makes there are not those of the user, and end with it.
  #state = mkdtempSync(join(tmpdir(), "ig-"));

  constructor(child, ended, { url, user_id }) {
    this.#child = child;
    this.#ended = ended;
    this.url = url;
    this.userId = user_id;
    this.token = "sandbox-token";
    this.photo = `${url}/_sandbox/files/sample.jpg`;
    this.video = `${url}/_sandbox/files/sample.mp4`;
    this.environment = {
      IG_API_BASE: this.url,
      IG_ACCESS_TOKEN: this.token,
      IG_USER_ID: this.userId,
      IG_STATE_DIR: this.#state,
    };
  }

  async reset() {
    await this.#control("POST", "reset", {});
    for (const name of readdirSync(this.#state)) {
      rmSync(join(this.#state, name), { recursive: true, force: true });
    }
  }

  async fault(on, what, more = {}) {
    await this.#control("POST", "faults", [{ on, do: what, ...more }]);
  }

  async posts(userId = this.userId) {
    const { accounts } = await this.#control("GET", "state");
    const account = accounts.find(({ id }) => id === userId);
    if (!account) throw new Error(`the sandbox has no account ${userId}`);
    return account.media;
  }

  async duplicates() {
    return (await this.#control("GET", "duplicates")).duplicates;
  }

  async requests() {
    return this.#control("GET", "requests");
  }

  async advance(seconds) {
    await this.#control("POST", "clock", { advance_s: seconds });
  }

  async serve(name, content) {
    return (await this.#control("POST", `files/${encodeURIComponent(name)}`, content)).url;
  }

  async stop() {
    this.#child.ref();
    this.#child.stdin.end();
    await this.#ended;
    rmSync(this.#state, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]() {
    await this.stop();
  }

  async #control(method, path, body) {
    const isBytes = typeof body === "string" || body instanceof Uint8Array;
    const type = isBytes ? "application/octet-stream" : "application/json";
    const reply = await fetch(`${this.url}/_sandbox/${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": type },
      body: body === undefined || isBytes ? body : JSON.stringify(body),
    });
    const text = await reply.text();
    if (reply.ok) return JSON.parse(text);
    let said = text;
    try {
      said = JSON.parse(text).error;
    } catch {
      // The text says it as well.
    }
    throw new Error(`the sandbox refuses ${method} /_sandbox/${path}: ${said}`);
  }
}

async function localInstagram(test, options = []) {
  const words = ["sandbox", "--listen", "127.0.0.1:0", "--instant", "--json", "--until-eof"];
  // It ends when its standard input does, so also if this process is killed.
  const child = spawn(findIg(), [...words, ...options], { stdio: "pipe" });
  const ended = once(child, "close");
  // What fails is said below.
  ended.catch(() => {});
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, "line").then(([line]) => line), ended.then(() => "")]);
  let started;
  try {
    started = JSON.parse(first);
  } catch {
    // It has ended, or is about to.
  }
  if (started?.url === undefined) {
    child.stdin.end();
    await ended;
    throw new Error(`ig sandbox did not start: ${errors.trim() || first}`);
  }
  // Nor does it keep this process from ending.
  for (const part of [child, child.stdin, child.stdout, child.stderr]) part.unref();
  const instagram = new LocalInstagram(child, ended, started);
  test?.after(() => instagram.stop());
  return instagram;
}

module.exports = { findIg, localInstagram };
