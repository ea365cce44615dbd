"""A worker of a scheduler, as a model: only the order of its writes and its requests, for one photo.

`worker.py ORDER ROW` works on the post in the file ROW until it has ended. The file stands for the
scheduler's database and for what its engine keeps. It is replaced as a whole: a write is there, or it
is not.

The two orders are those of public schedulers, at these commits; none of their code is here.

postiz: gitroomhq/postiz-app 74b01ada154a177242d558bedc646fcfed100adf, workflow 1.0.5, which posts under
    way still use: `apps/orchestrator/src/workflows/post-workflows/post.workflow.v1.0.5.ts`, `post` in
    `libraries/nestjs-libraries/src/integrations/social/instagram.provider.ts`, and `fetch` in
    `social.abstract.ts`. One step of the engine creates the container, reads it and publishes it; the
    engine repeats a step that did not end, three times, and the workflow repeats that five times. The
    row says `PUBLISHED` in the step after it. Workflows from 1.0.6 on publish in a step of its own.
trypost: trypostit/trypost, `app/Jobs/PublishToSocialPlatform.php` 09fe9b485fe7c25715c8aa4781826365cdc1ca11
    and `app/Services/Social/InstagramPublisher.php` 0cd5508539f550610249ce8ba85c33fbfb759b44. The row says
    `publishing`, then the container is created, read and published, and then the id of the post is
    written, and `published`. A container is kept where a request has failed, and not where the worker
    was killed. A job that did not end is delivered again.

Their waits, from ten seconds to half an hour, are a twentieth of a second here.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

API = os.environ["IG_API_BASE"]
USER = os.environ["IG_USER_ID"]
PHOTO = {"image_url": API + "/_sandbox/files/sample.jpg", "caption": "Ayyy!"}
PAUSE = 0.05
BODY_LIMIT = 1 << 20


class Lost(Exception):
    """There is no answer."""


class Unreadable(Lost):
    """There is one of the status 200, and nobody can read it."""


class Refused(Exception):
    """The server has answered with an error."""

    def __init__(self, status, body):
        super().__init__(status, body)
        self.status, self.body = status, body

    def is_transient(self):
        try:
            code = json.loads(self.body)["error"]["code"]
        except (ValueError, KeyError, TypeError):
            return True
        return self.status >= 500 or self.status == 429 or code in (1, 2, 4, 17, 80001, 80005)


def call(method, path, **fields):
    """The decoded reply."""
    url, data = f"{API}/v24.0/{path}", urllib.parse.urlencode(fields)
    if method == "GET":
        url, data = f"{url}?{data}", None
    request = urllib.request.Request(url, data and data.encode(), method=method)
    request.add_header("Authorization", "Bearer " + os.environ["IG_ACCESS_TOKEN"])
    try:
        with OPENER.open(request, timeout=60) as reply:
            body = reply.read(BODY_LIMIT)
    except urllib.error.HTTPError as error:
        raise Refused(error.code, error.read(BODY_LIMIT).decode(errors="replace")) from error
    except OSError as error:
        raise Lost from error
    try:
        return json.loads(body)
    except ValueError as error:
        raise Unreadable from error


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Row(dict):
    def __init__(self, path):
        self.path = path
        with open(path) as file:
            super().__init__(json.load(file))

    def write(self, **changes):
        self.update(changes)
        with open(self.path + ".new", "w") as file:
            json.dump(self, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.path + ".new", self.path)


def permalink(media):
    try:
        call("GET", media, fields="permalink")
    except (Lost, Refused):
        pass


def postiz(row):
    def patiently(method, path, **fields):
        for _ in range(3):
            try:
                return call(method, path, **fields)
            except Refused as error:
                if error.status not in (429, 500):
                    raise
            time.sleep(PAUSE)
        return call(method, path, **fields)

    def step():
        container = patiently("POST", USER + "/media", **PHOTO)["id"]
        while True:
            status = patiently("GET", container, fields="status_code")["status_code"]
            if status == "PUBLISHED":
                return container
            if status in ("ERROR", "EXPIRED"):
                raise Refused(200, status)
            if status == "FINISHED":
                break
            time.sleep(PAUSE)
        media = patiently("POST", USER + "/media_publish", creation_id=container)["id"]
        permalink(media)
        return media

    while row["round"] < 5:
        while row["step"] is None and row["tries"] < 3:
            # The engine has kept that the step was begun.
            row.write(tries=row["tries"] + 1)
            try:
                row.write(step=step())
            except Refused:
                return row.write(state="failed")
            except Lost:
                time.sleep(PAUSE)
        if row["step"] is not None:
            return row.write(state="published", media=row["step"])
        row.write(round=row["round"] + 1, tries=0)
    row.write(state="failed")


def trypost(row):
    def keep(container):
        row.write(state="retrying", container=container)
        time.sleep(PAUSE)

    while row["state"] not in ("published", "failed"):
        row.write(state="publishing")
        container, media = row["container"], row["media"]
        is_read = False
        try:
            if media is None:
                container = container or call("POST", USER + "/media", **PHOTO)["id"]
                is_read = True
                status = call("GET", container, fields="status_code")["status_code"]
                is_read = False
                if status == "PUBLISHED":
                    media = container
                elif status == "FINISHED":
                    media = call("POST", USER + "/media_publish", creation_id=container)["id"]
                    row.write(container=container, media=media)
                elif status in ("ERROR", "EXPIRED"):
                    row.write(state="failed")
                    continue
                else:
                    keep(container)
                    continue
            permalink(media)
            row.write(state="published", media=media)
        except Unreadable:
            # The id of a container or of a post is missing; a state that is missing is read again.
            if is_read:
                keep(container)
            else:
                row.write(state="failed")
        except Lost:
            keep(container)
        except Refused as error:
            if error.is_transient():
                keep(container)
            else:
                row.write(state="failed")


ORDERS = {"postiz": postiz, "trypost": trypost}
ORDERS[sys.argv[1]](Row(sys.argv[2]))
