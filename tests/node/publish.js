// Meta's own Node SDK against the sandbox, with nothing but its base URL set.
"use strict";

const assert = require("node:assert");
const sdk = require("facebook-nodejs-business-sdk");

const SANDBOX = process.argv[2];
const PHOTO = SANDBOX + "/_sandbox/files/sample.jpg";
Object.defineProperty(sdk.FacebookAdsApi, "GRAPH", { get: () => SANDBOX });
sdk.FacebookAdsApi.init("sandbox-token", "en_US", false);

const user = new sdk.IGUser("17841400008460056");

async function main() {
  // Create, status, publish, with tags and a place, and with fields of the reply.
  const user_tags = [{ username: "kevinhart4real", x: 0.5, y: 0.8 }, { username: "therock", x: 0.3, y: 0.2 }];
  const photo = { image_url: PHOTO, caption: "#BronzFonz", user_tags, location_id: "7640348500" };
  const container = await user.createMedia(["id", "status_code"], photo);
  assert.match(container.id, /^\d{17}$/);
  const status = await new sdk.IGMedia(container.id).get(["status_code"]);
  assert.strictEqual(status._data.status_code, "FINISHED");
  const media = await user.createMediaPublish([], { creation_id: container.id });
  const post = await new sdk.IGMedia(media.id).get(["caption", "media_type", "owner"]);
  assert.deepStrictEqual([post.caption, post.media_type], ["#BronzFonz", "IMAGE"]);
  assert.strictEqual(post.owner.id, user.id);

  // The limit.
  const [limit] = await user.getContentPublishingLimit(["quota_usage", "config"]);
  assert.strictEqual(limit._data.quota_usage, 1);

  // A carousel, and its children.
  const children = [];
  for (let item = 0; item < 3; item++) {
    children.push((await user.createMedia([], { image_url: PHOTO, is_carousel_item: true })).id);
  }
  const carousel = await user.createMedia([], { media_type: "CAROUSEL", children, caption: "three" });
  const album = await user.createMediaPublish([], { creation_id: carousel.id });
  const items = await new sdk.IGMedia(album.id).getChildren(["id", "media_type"]);
  assert.strictEqual(items.length, 3);

  // Lists, with paging.
  const page = await user.getMedia(["id", "caption"], { limit: 1 });
  assert.deepStrictEqual(page.map(one => one.caption), ["three"]);
  assert.deepStrictEqual((await page.next()).map(one => one.caption), ["#BronzFonz"]);

  // Errors, as the SDK reads them.
  await assert.rejects(user.createMediaPublish([], { creation_id: container.id }), error => {
    assert.strictEqual(error.status, 400);
    assert.deepStrictEqual([error.response.code, error.response.error_subcode], [24, 2207008]);
    return true;
  });
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
