"""Says of each file what Pillow knows of it: one JSON object a line."""

import json
import sys
import warnings

import pillow_heif
from PIL import Image, ImageCms

pillow_heif.register_heif_opener()
warnings.simplefilter("ignore")


def facts(path):
    with Image.open(path) as image:
        found = {"format": image.format, "width": image.width, "height": image.height}
        found["mode"] = image.mode
        found["orientation"] = image.getexif().get(0x0112)
        if image.format in ("JPEG", "MPO"):
            found["layers"] = image.layers
            found["progressive"] = bool(image.info.get("progressive"))
        profile = image.info.get("icc_profile")
        if profile:
            import io

            opened = ImageCms.getOpenProfile(io.BytesIO(profile))
            found["icc"] = ImageCms.getProfileDescription(opened).strip()
        return found


for path in sys.argv[1:]:
    try:
        found = facts(path)
    except Exception as error:
        found = {"error": str(error)}
    print(json.dumps(found | {"path": path}))
