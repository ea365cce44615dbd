// The package in CommonJS.
"use strict";

const assert = require("node:assert");
const test = require("node:test");
const { localInstagram } = require("ig-cli");

test("with require it is the same", async (t) => {
  const instagram = await localInstagram(t);
  assert.deepEqual(await instagram.posts(), []);
});
