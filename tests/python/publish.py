"""Meta's own Python SDK against the sandbox, with nothing but its base URL set."""

import sys

from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

SANDBOX = sys.argv[1]
USER = "17841400008460056"
PHOTO = SANDBOX + "/_sandbox/files/sample.jpg"

FacebookSession.GRAPH = SANDBOX
api = FacebookAdsApi.init("990602627938098", "sandbox-secret", "sandbox-token")
user = IGUser(USER)


def status(container):
    return IGMedia(container).api_get(fields=["status_code"])["status_code"]


def publish(container):
    return user.create_media_publish(params={"creation_id": container})["id"]


def check(what, found, expected):
    assert found == expected, f"{what}: {found!r} instead of {expected!r}"
    print(what)


# Create, status, publish, with tags and a place.
tags = [{"username": "kevinhart4real", "x": 0.5, "y": 0.8}, {"username": "therock", "x": 0.3, "y": 0.2}]
container = user.create_media(
    params={"image_url": PHOTO, "caption": "#BronzFonz", "user_tags": tags, "location_id": "7640348500"}
)["id"]
check("the container is made", len(container), 17)
check("the status is read", status(container), "FINISHED")
media = publish(container)
check("the status is that of a post", status(container), "PUBLISHED")
post = IGMedia(media).api_get(fields=["caption", "media_type", "permalink", "timestamp", "owner"])
check("the post is read", (post["caption"], post["media_type"]), ("#BronzFonz", "IMAGE"))
check("its owner is the account", post["owner"]["id"], USER)

# The limit.
limit = user.get_content_publishing_limit(fields=["quota_usage", "config"])[0]
check("the limit counts", (limit["quota_usage"], limit["config"]["quota_total"]), (1, 25))

# A carousel, and its children.
children = [user.create_media(params={"image_url": PHOTO, "is_carousel_item": True})["id"] for _ in range(3)]
carousel = user.create_media(params={"media_type": "CAROUSEL", "children": children, "caption": "three"})["id"]
album = publish(carousel)
check("a carousel has its children", len(list(IGMedia(album).get_children(fields=["id", "media_type"]))), 3)

# A batch, with one call that fails.
answers, errors = [], []
batch = api.new_batch()
for params in ({"image_url": PHOTO, "caption": "one"}, {"caption": "no file"}, {"image_url": PHOTO}):
    user.create_media(
        params=params,
        batch=batch,
        success=lambda reply: answers.append(reply.json()["id"]),
        failure=lambda reply: errors.append(reply.error()),
    )
batch.execute()
check("two calls of the batch succeed", len(answers), 2)
check("one fails, with Meta's code", [error.api_error_code() for error in errors], [100])
publish(answers[0])

# Lists, with paging.
posts = user.get_media(fields=["id", "caption"], params={"limit": 1})
check("all pages of posts are read", [post.get("caption") for post in posts], ["one", "three", "#BronzFonz"])

# Errors, as the SDK reads them.
try:
    publish(container)
    raise AssertionError("a container is published once")
except FacebookRequestError as error:
    check("the error has its status", error.http_status(), 400)
    check("its code", (error.api_error_code(), error.api_error_subcode()), (24, 2207008))
    trace = error.body()["error"]["fbtrace_id"]
    check("and its trace", error.http_headers()["x-fb-request-id"], trace)
try:
    user.get_media(fields=["nonsense"])
    raise AssertionError("an unknown field is refused")
except FacebookRequestError as error:
    check("an unknown field is told", error.api_error_code(), 100)
