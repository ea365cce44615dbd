"""The command ``ig``, and a local Instagram for tests.

``LocalInstagram`` starts ``ig sandbox`` on a free port and ends it. Under pytest, the fixture
``local_instagram`` is one, as it was at the start for each test.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

__all__ = ["LocalInstagram", "find_ig"]

# The sandbox is on this machine, whatever proxy leads to the internet.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def find_ig() -> str:
    """The path of the program ``ig`` that came with this package.

    Raises ``FileNotFoundError`` if it is not there.
    """
    name = "ig.exe" if sys.platform == "win32" else "ig"
    folders = [
        sysconfig.get_path("scripts"),
        # pip install --user
        sysconfig.get_path("scripts", scheme=sysconfig.get_preferred_scheme("user")),
        # pip install --target
        str(Path(__file__).resolve().parent.parent / "bin"),
    ]
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(f"{name} is in none of {', '.join(folders)}: install ig-cli again")


class LocalInstagram:
    """An Instagram on a free port of this machine, until ``stop`` or the end of the process.

    ``options`` are those of ``ig sandbox``, such as ``"--strict"``. It is a context manager, too.
    """

    def __init__(self, *options: str) -> None:
        command = [find_ig(), "sandbox", "--listen", "127.0.0.1:0", "--instant", "--json"]
        self._errors = tempfile.TemporaryFile()
        # The posts that `ig` makes there are not those of the user, and end with it.
        self._state = tempfile.TemporaryDirectory(prefix="ig-", ignore_cleanup_errors=True)
        # It ends when its standard input does, so also if this process is killed.
        self._process = subprocess.Popen(
            [*command, "--until-eof", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        try:
            started = json.loads(line)
            self.url: str = started["url"]
            self.user_id: str = started["user_id"]
        except (ValueError, KeyError):
            self._process.wait()
            self._errors.seek(0)
            said = self._errors.read().decode(errors="replace").strip()
            self.stop()
            raise RuntimeError(f"ig sandbox did not start: {said or line!r}") from None
        self.token = "sandbox-token"

    @property
    def photo(self) -> str:
        """The URL of a photo that it serves itself and takes as a post."""
        return f"{self.url}/_sandbox/files/sample.jpg"

    @property
    def video(self) -> str:
        """The URL of a video that it serves itself and takes as a reel."""
        return f"{self.url}/_sandbox/files/sample.mp4"

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which ``ig`` publishes there."""
        return {
            "IG_API_BASE": self.url,
            "IG_ACCESS_TOKEN": self.token,
            "IG_USER_ID": self.user_id,
            "IG_STATE_DIR": self._state.name,
        }

    def reset(self) -> None:
        """Makes everything as it was at the start."""
        self._control("POST", "reset")
        for entry in Path(self._state.name).iterdir():
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink()

    def fault(self, on: str, do: str, **more: Any) -> None:
        """Lets something go wrong from now on: ``fault("publish", "commit_then_drop")``.

        ``more`` is what else a fault has, such as ``status=500`` or ``times=2``. Raises
        ``ValueError`` with what there is if there is no such fault.
        """
        self._control("POST", "faults", [{"on": on, "do": do, **more}])

    def posts(self, user_id: str | None = None) -> list[dict[str, Any]]:
        """The posts of an account, newest first: by default of the first one."""
        wanted = user_id or self.user_id
        for account in self._control("GET", "state")["accounts"]:
            if account["id"] == wanted:
                posts: list[dict[str, Any]] = account["media"]
                return posts
        raise ValueError(f"the sandbox has no account {wanted}")

    def duplicates(self) -> list[dict[str, Any]]:
        """The posts that repeat another one."""
        duplicates: list[dict[str, Any]] = self._control("GET", "duplicates")["duplicates"]
        return duplicates

    def requests(self) -> list[dict[str, Any]]:
        """The requests that came so far, in order."""
        requests: list[dict[str, Any]] = self._control("GET", "requests")
        return requests

    def advance(self, seconds: float) -> None:
        """Moves its clock forward."""
        self._control("POST", "clock", {"advance_s": seconds})

    def serve(self, name: str, content: bytes) -> str:
        """Serves a file, for a test to post; returns its URL."""
        path = f"files/{urllib.parse.quote(name, safe='')}"
        url: str = self._control("POST", path, content)["url"]
        return url

    def stop(self) -> None:
        """Ends it. The second time does nothing."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._errors.close()
        self._state.cleanup()

    def __enter__(self) -> LocalInstagram:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        data, kind = None, "application/json"
        if isinstance(body, bytes):
            data, kind = body, "application/octet-stream"
        elif body is not None or method == "POST":
            data = json.dumps({} if body is None else body).encode()
        request = urllib.request.Request(
            f"{self.url}/_sandbox/{path}", data, {"Content-Type": kind}, method=method
        )
        try:
            with _DIRECT.open(request, timeout=60) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")
            try:
                said = json.loads(said)["error"]
            except (ValueError, KeyError, TypeError):
                pass
            raise ValueError(f"the sandbox refuses {method} /_sandbox/{path}: {said}") from None
