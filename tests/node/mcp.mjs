// The official client of the Model Context Protocol publishes with `ig mcp`, twice under one key.

import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const [command] = process.argv.slice(2);
const { HOME, IG_API_BASE, IG_USER_ID, IG_ACCESS_TOKEN } = process.env;
const transport = new StdioClientTransport({
  command,
  args: ["mcp", "--files", "."],
  env: { HOME, IG_API_BASE, IG_USER_ID, IG_ACCESS_TOKEN },
  stderr: "inherit",
});
const client = new Client({ name: "test", version: "1.0.0" });
await client.connect(transport);

const { tools } = await client.listTools();
const names = tools.map((tool) => tool.name).sort();
const all = "cancel check explain go limit list publish release status";
assert.deepEqual(names, all.split(" "));
const publish = tools.find((tool) => tool.name === "publish");
assert.equal(publish.annotations.destructiveHint, true);

const post = { photo: { medium: "photo.jpg", caption: "#BronzFonz" } };
const call = (name, args) => client.callTool({ name, arguments: args });
const first = await call("publish", { key: "order-42", post });
assert.ok(!first.isError, JSON.stringify(first));
assert.equal(first.structuredContent.state, "published");
const again = await call("publish", { key: "order-42", post });
const unknown = await call("publish", { key: "order-43", post, when: "+1h" });
assert.equal(unknown.isError, true);
assert.match(unknown.content[0].text, /unknown field `when`/);
const { posts } = (await call("list", {})).structuredContent;
assert.deepEqual(posts.map((post) => post.key), ["order-42"]);
console.log(
  `published as ${first.structuredContent.media}, and again as ${again.structuredContent.media}`,
);
await client.close();
