#!/usr/bin/env bash
# What: nats-server 2.9.10 (Debian 12) delivers a message with the header `Nats-Schedule: @at 2036-…`
#       within milliseconds. It makes a stream that is asked to have `allow_msg_schedules` without an
#       error, and its reply has the settings of the stream without that one.
# Guess before it was run: a server that cannot schedule refuses the stream, or holds the message.
# Why it matters here: a post that was to be published in ten years is handed to a worker now. An
#       engine may be asked to wake somebody, but whether a post is due is decided by its row.
# Needs: a Debian 12 with its packages (apt-get download), python3 with venv, and the registry. Takes
#       some 10 seconds. Fails where the behaviour has changed.
set -euo pipefail

folder=$(mktemp -d)
server=
end() {
    [[ -z $server ]] || kill "$server" 2>/dev/null || true
    rm -rf "$folder"
}
trap end EXIT
cd "$folder"
apt-get download -qq nats-server=2.9.10-1+b3 2>/dev/null
dpkg-deb -x nats-server_*.deb root
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check nats-py==2.16.0
# Port -1 is one that is free; the server writes it into a file.
root/usr/sbin/nats-server -js -sd store -a 127.0.0.1 -p -1 --ports_file_dir . > log 2>&1 &
server=$!
for _ in $(seq 50); do
    compgen -G "nats-server_*.ports" > /dev/null && break
    sleep 0.1
done
cat > finding.py <<'PYTHON'
import asyncio
import glob
import json
import time

import nats


async def main():
    with open(glob.glob("nats-server_*.ports")[0]) as file:
        url = json.load(file)["nats"][0]
    client = await nats.connect(url, connect_timeout=5)
    print("nats-server", client.connected_server_version,)
    asked = {"name": "POSTS", "subjects": ["posts.>"], "storage": "memory", "allow_msg_schedules": True}
    reply = await client.request("$JS.API.STREAM.CREATE.POSTS", json.dumps(asked).encode(), timeout=5)
    reply = json.loads(reply.data)
    print("error:", reply.get("error"), "- the stream allows schedules:", reply["config"].get("allow_msg_schedules"))
    assert "error" not in reply and "allow_msg_schedules" not in reply["config"], "the behaviour has changed"
    stream = client.jetstream()
    worker = await stream.pull_subscribe("posts.>", "worker")
    header = {"Nats-Schedule": "@at 2036-12-31T00:00:00Z", "Nats-Schedule-Target": "posts.due"}
    start = time.monotonic()
    await stream.publish("posts.later", b"a post", headers=header)
    (message,) = await worker.fetch(1, timeout=5)
    print(f"delivered after {time.monotonic() - start:.3f} s, with the header", message.headers["Nats-Schedule"])
    assert message.subject == "posts.later", "the behaviour has changed"
    await client.close()


asyncio.run(main())
PYTHON
python/bin/python finding.py
