// The types, as a user of TypeScript meets them: all that the package has, and mistakes that the compiler
// has to find. It is compiled and not run.

import test from "node:test";
import { findIg, localInstagram, type LocalInstagram, type Post, type Test } from "ig-cli";

test("all that there is", async (t) => {
  const instagram: LocalInstagram = await localInstagram(t, ["--strict"]);
  const words: string[] = [instagram.url, instagram.userId, instagram.token, instagram.photo, instagram.video];
  const environment: NodeJS.ProcessEnv = { ...process.env, ...instagram.environment };
  await instagram.fault("publish", "commit_then_drop");
  await instagram.fault("create", "error", { status: 503, times: 2 });
  const posts: Post[] = await instagram.posts();
  const captions: (string | undefined)[] = (await instagram.posts("17")).map((post) => post.caption);
  const more: unknown = posts[0]?.["timestamp"];
  const repeated: number = (await instagram.duplicates()).length + (await instagram.requests()).length;
  await instagram.advance(60);
  const served: string[] = [
    await instagram.serve("a.jpg", new Uint8Array([1])),
    await instagram.serve("b.jpg", Buffer.from([1])),
    await instagram.serve("c.txt", "text"),
  ];
  await instagram.reset();
  await instagram.stop();
  console.log(words, environment, captions, more, repeated, served);
});

// Other runners have an `after` of their own, or none.
const runner: Test = { after: (hook) => void hook() };
await localInstagram(runner);
await localInstagram(undefined, []);
const path: string = findIg();
console.log(path);

const instagram = await localInstagram();
// @ts-expect-error: the options are a list.
await localInstagram(undefined, "--strict");
// @ts-expect-error: there is no such member.
console.log(instagram.user);
// @ts-expect-error: nothing of it is to be changed.
instagram.url = "http://127.0.0.1";
// @ts-expect-error: a fault has what goes wrong.
await instagram.fault("publish");
// @ts-expect-error: seconds are a number.
await instagram.advance("60");
// @ts-expect-error: what is not awaited is no post.
const post: Post = instagram.posts();
console.log(post);
