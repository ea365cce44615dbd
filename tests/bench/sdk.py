"""Publishes photos to a sandbox by Meta's Python SDK over one session, and counts the CPU time of
the process: sdk.py POSTS BASE_URL IMAGE_URL. Prints JSON."""

import json
import sys
import time

from facebook_business import apiconfig
from facebook_business.adobjects.iguser import IGUser
from facebook_business.api import FacebookAdsApi
from facebook_business.session import FacebookSession

USER = "17841400008460056"
WARM_UP = 20


def main():
    posts, base, image = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    FacebookSession.GRAPH = base
    apiconfig.ads_api_config["API_VERSION"] = "v25.0"
    FacebookAdsApi.init(access_token="sandbox-token", api_version="v25.0", crash_log=False)
    user = IGUser(USER)

    def publish():
        params = {"image_url": image, "caption": "#BronzFonz in Milwaukee"}
        container = user.create_media(params=params)
        while container.api_get(fields=["status_code", "status"])["status_code"] != "FINISHED":
            time.sleep(1)
        user.create_media_publish(params={"creation_id": container["id"]})

    for _ in range(WARM_UP):
        publish()
    start = time.process_time()
    for _ in range(posts):
        publish()
    each = (time.process_time() - start) / posts
    print(json.dumps({"way": "facebook-business", "posts": posts, "cpu_seconds_per_post": each}))


main()
