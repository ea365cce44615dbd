#!/usr/bin/env bash
# What: FFmpeg 8.1.2 (in PyAV 18.1.0), asked for an MP4 in fragments (`movflags=frag_keyframe`) of
#       120 pictures at a constant 30 a second and AAC sound, shows the first picture for 869/15360 s
#       instead of 1/30 s: 23 ms longer, which is 1024 samples at 44.1 kHz, the priming of the sound.
#       So a constant rate is read back as a variable one. Without fragments, or without sound, each
#       picture is shown for 1/30 s.
# Guess before it was run: fragments change where the samples are described, and not when they are
#       shown.
# Why it matters here: a check of frames per second that takes the mean of such a file finds 29.83,
#       and one that asks for a constant rate finds none.
# Needs: python3 with venv, and the registry. Takes half a minute. Fails if the behaviour has
#       changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check av==18.1.0 numpy==2.4.6
cat > "$folder/finding.py" <<'PYTHON'
import sys
from fractions import Fraction

import av
import numpy

PICTURE = Fraction(1, 30)


def write(path, movflags, sound):
    with av.open(path, "w", options={"movflags": movflags} if movflags else {}) as file:
        video = file.add_stream("libx264", rate=30)
        video.width, video.height, video.pix_fmt = 64, 114, "yuv420p"
        video.options = {"preset": "ultrafast", "g": "15"}
        audio = file.add_stream("aac", rate=44100) if sound else None
        for number in range(120):
            frame = av.VideoFrame.from_ndarray(numpy.zeros((114, 64, 3), numpy.uint8), format="rgb24")
            frame.pts, frame.time_base = number, PICTURE
            file.mux(video.encode(frame))
        for number in range(172 if sound else 0):
            frame = av.AudioFrame.from_ndarray(numpy.zeros((1, 1024), numpy.float32), format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 44100, number * 1024
            file.mux(audio.encode(frame))
        for stream in filter(None, [video, audio]):
            file.mux(stream.encode(None))


def other_steps(path):
    """The pictures that are shown for another time than the rest, with that time."""
    with av.open(path) as file:
        at = sorted(packet.pts * packet.time_base for packet in file.demux(video=0) if packet.pts is not None)
    assert len(at) == 120, len(at)
    steps = [later - earlier for earlier, later in zip(at, at[1:])]
    return [(number, str(step)) for number, step in enumerate(steps) if step != PICTURE]


print("PyAV", av.__version__, "libavformat", av.library_versions["libavformat"])
expected = {("", False): [], ("", True): [], ("frag_keyframe", False): [], ("frag_keyframe", True): [(0, "869/15360")]}
for (movflags, sound), steps in expected.items():
    path = sys.argv[1] + "/file.mp4"
    write(path, movflags, sound)
    found = other_steps(path)
    print(f"movflags={movflags or 'none'}, sound={sound}: pictures of another length: {found or 'none'}")
    assert found == steps, f"the behaviour has changed: {steps} was seen"
PYTHON
"$folder/python/bin/python" "$folder/finding.py" "$folder"
