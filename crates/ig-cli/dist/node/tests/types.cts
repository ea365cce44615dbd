// The types in CommonJS.

import ig = require("ig-cli");

async function posted(): Promise<string[]> {
  const instagram: ig.LocalInstagram = await ig.localInstagram();
  const ids = (await instagram.posts()).map((post: ig.Post) => post.id);
  await instagram.stop();
  return ids;
}

// @ts-expect-error: there is no such function.
ig.localFacebook();
console.log(posted, ig.findIg());
