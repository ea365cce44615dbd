"""Publishes photos to a sandbox by Meta's Python SDK over one session, and counts the CPU time of
the process: sdk.py POSTS BASE_URL IMAGE_URL. Prints JSON."""

import json
import resource
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
    start = resource.getrusage(resource.RUSAGE_SELF)
    for _ in range(posts):
        publish()
    end = resource.getrusage(resource.RUSAGE_SELF)
    user, system = end.ru_utime - start.ru_utime, end.ru_stime - start.ru_stime
    print(
        json.dumps(
            {
                "way": "facebook-business",
                "posts": posts,
                "user_seconds_per_post": user / posts,
                "system_seconds_per_post": system / posts,
            }
        )
    )


main()
