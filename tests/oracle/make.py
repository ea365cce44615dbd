"""Makes photos and videos with libraries of Python, in the folder that it runs in.

A maker that fails is said, and is not a failure of the whole: libraries differ in their codecs.
"""

import io
import struct
import sys

import av
import imagecodecs
import numpy
import pillow_heif
import tifffile
from PIL import Image, ImageCms

MAKERS = []


def makes(*names):
    def add(function):
        MAKERS.append((names, function))
        return function

    return add


def picture(width=240, height=300, channels=3, dtype=numpy.uint8):
    y, x = numpy.mgrid[0:height, 0:width]
    top = numpy.iinfo(dtype).max if numpy.issubdtype(dtype, numpy.integer) else 1
    planes = [(x * 3 + y * 5) % 256, (x * y) % 256, (x + 2 * y) % 256][:channels]
    array = numpy.stack(planes, axis=-1) / 255 * top
    return (array if channels > 1 else array[..., 0]).astype(dtype)


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


@makes("py-12-bits.jpg")
def twelve_bits(name):
    array = (picture(dtype=numpy.uint16) >> 4).astype(numpy.uint16)
    write(name, imagecodecs.jpeg8_encode(array, bitspersample=12))


@makes("py-jpegls.jpg", "py-jpegls-grey.jpg")
def jpegls(name):
    write(name, imagecodecs.jpegls_encode(picture(channels=1 if "grey" in name else 3)))


@makes("py-lossless.jpg")
def lossless(name):
    write(name, imagecodecs.ljpeg_encode(picture(channels=1)))


@makes("py-gain-map.jpg")
def gain_map(name):
    alpha = numpy.ones((300, 240, 1), numpy.float16)
    rgba = numpy.concatenate([picture(dtype=numpy.float16) * 4, alpha], axis=-1)
    write(name, imagecodecs.ultrahdr_encode(rgba.astype(numpy.float16)))


@makes("py-jpegxl.jxl", "py-jpegxl-16.jxl")
def jpegxl(name):
    dtype = numpy.uint16 if "16" in name else numpy.uint8
    write(name, imagecodecs.jpegxl_encode(picture(dtype=dtype)))


@makes("py-jpeg2k.jp2")
def jpeg2k(name):
    write(name, imagecodecs.jpeg2k_encode(picture()))


@makes("py-webp.webp")
def webp(name):
    write(name, imagecodecs.webp_encode(picture()))


@makes("py-avif.avif")
def avif(name):
    write(name, imagecodecs.avif_encode(picture()))


@makes("py-bigtiff.tif", "py-tiff-be.tif", "py-bigtiff-be.tif")
def tiff(name):
    order = ">" if "be" in name else "<"
    tifffile.imwrite(name, picture(), bigtiff="big" in name, byteorder=order, photometric="rgb")


@makes("py-tiff-pages.tif")
def pages(name):
    tifffile.imwrite(name, numpy.stack([picture()] * 3), photometric="rgb")


@makes("py-progressive.jpg", "py-plain.jpg", "py-444.jpg", "py-grey.jpg", "py-cmyk.jpg")
def pillow(name):
    image = Image.fromarray(picture())
    if "grey" in name:
        image = image.convert("L")
    if "cmyk" in name:
        image = image.convert("CMYK")
    options = {"subsampling": 0} if "444" in name else {}
    image.save(name, quality=80, progressive="progressive" in name, **options)


@makes("py-srgb.jpg", "py-lab.tif")
def profiles(name):
    image = Image.fromarray(picture())
    if "lab" in name:
        image.convert("LAB").save(name)
    else:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
        image.save(name, icc_profile=profile.tobytes())


@makes("py-turned-little.jpg", "py-turned-big.jpg")
def turned(name):
    exif = Image.Exif()
    exif.endian = ">" if "big" in name else "<"
    exif[0x0112] = 6
    exif[0x010F] = "a maker with a name that is longer than four letters"
    Image.fromarray(picture()).save(name, exif=exif)


@makes("py-mpo.jpg")
def mpo(name):
    """Two views, typed as a stereo camera types them: Pillow writes an undefined type."""
    image = Image.fromarray(picture())
    data = io.BytesIO()
    image.save(data, "MPO", save_all=True, append_images=[image.rotate(3)])
    data = bytearray(data.getvalue())
    header = data.index(b"MPF\0") + 4
    order = "<" if data[header : header + 2] == b"II" else ">"
    directory = header + struct.unpack_from(order + "I", data, header + 4)[0]
    count = struct.unpack_from(order + "H", data, directory)[0]
    for entry in range(directory + 2, directory + 2 + 12 * count, 12):
        tag, _, length, offset = struct.unpack_from(order + "HHII", data, entry)
        if tag == 0xB002:
            for place in range(header + offset, header + offset + length, 16):
                struct.pack_into(order + "I", data, place, 0x020002)
    write(name, bytes(data))


@makes("py-mpo-pillow.jpg")
def mpo_of_pillow(name):
    image = Image.fromarray(picture())
    image.save(name, "MPO", save_all=True, append_images=[image.rotate(3)])


@makes("py-png-alpha.png", "py-png-grey16.png", "py-png-1.png")
def png(name):
    image = Image.fromarray(picture())
    if "alpha" in name:
        image = image.convert("RGBA")
    elif "grey16" in name:
        image = Image.fromarray(picture(channels=1, dtype=numpy.uint16))
    else:
        image = image.convert("1")
    image.save(name)


@makes("py-gif.gif", "py-bmp.bmp", "py-bmp-palette.bmp", "py-ico.ico", "py-ppm.ppm", "py-webp-l.webp")
def others(name):
    image = Image.fromarray(picture())
    if "palette" in name:
        image = image.convert("P")
    if name.endswith(".ico"):
        image.resize((256, 256)).save(name, sizes=[(16, 16), (64, 64), (32, 32)])
    elif "webp-l" in name:
        image.save(name, lossless=True)
    else:
        image.save(name)


@makes("py-heic.heic", "py-heic-turned.heic", "py-heic-odd.heic")
def heic(name):
    size = (241, 301) if "odd" in name else (240, 300)
    image = Image.fromarray(picture(*size))
    exif = Image.Exif()
    if "turned" in name:
        exif[0x0112] = 6
    pillow_heif.from_pillow(image).save(name, exif=exif.tobytes() if "turned" in name else None)


def video(name, rate, frames, codec="libx264", sound=None, size=(64, 114), options=None):
    with av.open(name, "w") as container:
        stream = container.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        audio = container.add_stream(sound[0], rate=sound[1]) if sound else None
        for number in range(frames):
            array = numpy.full((size[1], size[0], 3), number % 255, numpy.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(array)))
        container.mux(stream.encode(None))
        if audio:
            length = sound[1] * frames // int(rate)
            samples = numpy.zeros((1, length), numpy.float32)
            frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
            frame.sample_rate = sound[1]
            container.mux(audio.encode(frame))
            container.mux(audio.encode(None))


@makes("py-av-23.mp4", "py-av-29.mov", "py-av-60.mp4", "py-av-31.mp4")
def rates(name):
    rate = int(name.split("-")[2].split(".")[0])
    video(name, rate, 81)


@makes("py-av-sound.mp4", "py-av-sound-48.mov")
def with_sound(name):
    video(name, 30, 100, sound=("aac", 48000 if "48" in name else 44100))


@makes("py-av-hevc.mp4", "py-av-mkv.mkv", "py-av-webm.webm", "py-av-av1.mp4")
def codecs(name):
    codec = {"hevc": "libx265", "mkv": "libx264", "webm": "libvpx", "av1": "libsvtav1"}
    video(name, 30, 100, codec=codec[name.split("-")[2].split(".")[0]], size=(96, 128))


@makes("py-opencv.mp4", "py-opencv.avi")
def opencv(name):
    import cv2

    four = cv2.VideoWriter_fourcc(*("mp4v" if name.endswith("mp4") else "MJPG"))
    writer = cv2.VideoWriter(name, four, 25, (96, 128))
    for number in range(80):
        writer.write(numpy.full((128, 96, 3), number, numpy.uint8))
    writer.release()


for names, maker in MAKERS:
    for name in names:
        try:
            maker(name)
        except Exception as error:
            print(f"not made: {name}: {error}", file=sys.stderr)
