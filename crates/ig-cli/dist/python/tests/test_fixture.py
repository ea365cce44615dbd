"""What the fixture promises, in an environment in which the wheel is installed."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from ig_cli import LocalInstagram, find_ig


def create(instagram, **form):
    form = {"access_token": instagram.token, **form}
    url = f"{instagram.url}/{instagram.user_id}/media"
    with urllib.request.urlopen(url, urllib.parse.urlencode(form).encode()) as reply:
        return json.load(reply)["id"]


def publish(instagram, container):
    form = {"access_token": instagram.token, "creation_id": container}
    url = f"{instagram.url}/{instagram.user_id}/media_publish"
    with urllib.request.urlopen(url, urllib.parse.urlencode(form).encode()) as reply:
        return json.load(reply)["id"]


def post(instagram, **form):
    return publish(instagram, create(instagram, **form))


@pytest.mark.parametrize("caption", ["one", "two"])
def test_each_test_finds_it_as_at_the_start(local_instagram, caption):
    assert local_instagram.posts() == []
    media = post(local_instagram, image_url=local_instagram.photo, caption=caption)
    assert [(it["id"], it["caption"]) for it in local_instagram.posts()] == [(media, caption)]


def test_a_fault_loses_a_reply_and_the_post_is_live(local_instagram):
    container = create(local_instagram, image_url=local_instagram.photo)
    local_instagram.fault("publish", "commit_then_drop")
    with pytest.raises(OSError):
        publish(local_instagram, container)
    assert len(local_instagram.posts()) == 1


def test_a_fault_has_what_else_it_needs(local_instagram):
    local_instagram.fault("create", "error", status=503, times=2)
    for _ in range(2):
        with pytest.raises(urllib.error.HTTPError) as error:
            create(local_instagram, image_url=local_instagram.photo)
        assert error.value.code == 503
    assert create(local_instagram, image_url=local_instagram.photo)


def test_a_fault_that_there_is_not_is_refused_with_those_that_there_are(local_instagram):
    with pytest.raises(ValueError, match="commit_then_drop"):
        local_instagram.fault("publish", "explode")


def test_a_reset_leaves_nothing(local_instagram):
    post(local_instagram, image_url=local_instagram.photo)
    local_instagram.reset()
    assert local_instagram.posts() == [] and local_instagram.requests() == []


def test_the_same_post_twice_is_a_duplicate(local_instagram):
    for _ in range(2):
        post(local_instagram, image_url=local_instagram.photo, caption="again")
    assert len(local_instagram.duplicates()) == 1


def test_requests_are_listed_in_order(local_instagram):
    post(local_instagram, image_url=local_instagram.photo)
    ends = [it["path"].rsplit("/", 1)[1] for it in local_instagram.requests()]
    assert ends == ["media", "media_publish"]


def test_a_container_expires_when_the_clock_moves_on(local_instagram):
    container = create(local_instagram, image_url=local_instagram.photo)
    local_instagram.advance(25 * 3600)
    with pytest.raises(urllib.error.HTTPError):
        publish(local_instagram, container)


def test_a_file_of_the_test_can_be_posted(local_instagram):
    with urllib.request.urlopen(local_instagram.photo) as reply:
        photo = reply.read()
    post(local_instagram, image_url=local_instagram.serve("mine & yours.jpg", photo))
    post(local_instagram, media_type="REELS", video_url=local_instagram.video)
    assert len(local_instagram.posts()) == 2


def test_an_account_that_there_is_not_is_named(local_instagram):
    with pytest.raises(ValueError, match="no account 1"):
        local_instagram.posts("1")


def test_the_command_publishes_there_once(local_instagram, tmp_path):
    variables = {**os.environ, **local_instagram.environment, "HOME": str(tmp_path)}
    words = [find_ig(), "publish", local_instagram.photo, "--key", "order-42", "--json"]
    ids = set()
    for _ in range(2):
        said = subprocess.run(words, env=variables, check=True, capture_output=True).stdout
        ids.add(json.loads(said)["media"])
    assert [it["id"] for it in local_instagram.posts()] == list(ids)
    # Nothing is left among the posts of the user, and a reset frees the key.
    assert not list(tmp_path.iterdir())
    local_instagram.reset()
    subprocess.run(words, env=variables, check=True, capture_output=True)
    assert len(local_instagram.posts()) == 1


def test_a_proxy_is_not_asked(local_instagram, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    local_instagram.reset()


def test_options_are_those_of_the_command():
    with LocalInstagram("--quota", "1") as instagram:
        post(instagram, image_url=instagram.photo)
        with pytest.raises(urllib.error.HTTPError):
            post(instagram, image_url=instagram.photo, caption="more")


def test_an_option_that_there_is_not_is_named():
    with pytest.raises(RuntimeError, match="unknown option --stricct"):
        LocalInstagram("--stricct")


def test_it_ends_and_may_be_ended_twice():
    instagram = LocalInstagram()
    instagram.stop()
    instagram.stop()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{instagram.url}/health")


def test_the_program_is_that_of_this_environment():
    assert os.path.samefile(os.path.dirname(find_ig()), os.path.dirname(sys.executable))
    said = [subprocess.check_output([*ig, "--version"]) for ig in ([find_ig()], [sys.executable, "-m", "ig_cli"])]
    assert said[0] == said[1] and said[0].startswith(b"ig ")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_nothing_is_left_behind_by_a_process_that_is_killed():
    program = (
        "import ig_cli, time; it = ig_cli.LocalInstagram(); print(it.url, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().strip()
        assert urllib.request.urlopen(f"{url}/health").status == 200
        process.send_signal(signal.SIGKILL)
    for _ in range(1000):
        try:
            urllib.request.urlopen(f"{url}/health").close()
        except OSError:
            return
        time.sleep(0.01)
    pytest.fail("the sandbox is still there")
