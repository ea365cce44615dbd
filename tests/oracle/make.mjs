// Makes photos and videos with libraries of npm, in the folder that it runs in.
import { createRequire } from "node:module";
import { readFile, writeFile } from "node:fs/promises";

const require = createRequire(`${process.argv[2]}/package.json`);
const sharp = require("sharp");
const media = require("mediabunny");

const pixels = Buffer.alloc(240 * 300 * 3, 0).map((_, at) => (at * 7 + (at >> 8)) % 256);
const image = () => sharp(pixels, { raw: { width: 240, height: 300, channels: 3 } });

const makers = {
    "js-plain.jpg": (name) => image().jpeg().toFile(name),
    "js-progressive.jpg": (name) => image().jpeg({ progressive: true }).toFile(name),
    "js-mozjpeg.jpg": (name) => image().jpeg({ mozjpeg: true }).toFile(name),
    "js-444.jpg": (name) => image().jpeg({ chromaSubsampling: "4:4:4" }).toFile(name),
    "js-grey.jpg": (name) => image().toColourspace("b-w").jpeg().toFile(name),
    "js-cmyk.jpg": (name) => image().toColourspace("cmyk").jpeg().toFile(name),
    "js-p3.jpg": (name) => image().withIccProfile("p3").jpeg().toFile(name),
    "js-srgb.jpg": (name) => image().withIccProfile("srgb").jpeg().toFile(name),
    "js-turned.jpg": (name) => image().withMetadata({ orientation: 5 }).jpeg().toFile(name),
    "js-png.png": (name) => image().png().toFile(name),
    "js-png-palette.png": (name) => image().png({ palette: true }).toFile(name),
    "js-webp.webp": (name) => image().webp().toFile(name),
    "js-webp-lossless.webp": (name) => image().webp({ lossless: true }).toFile(name),
    "js-avif.avif": (name) => image().avif({ effort: 0 }).toFile(name),
    "js-tiff.tif": (name) => image().tiff().toFile(name),
    "js-tiff-big.tif": (name) => image().tiff({ bigtiff: true }).toFile(name),
    "js-gif.gif": (name) => image().gif().toFile(name),
};

// A video that is there is written once more, by another muxer.
async function remux(from, name, format) {
    const source = new media.BufferSource(await readFile(from));
    const input = new media.Input({ formats: media.ALL_FORMATS, source });
    const output = new media.Output({ format, target: new media.BufferTarget() });
    const conversion = await media.Conversion.init({ input, output });
    await conversion.execute();
    await writeFile(name, Buffer.from(output.target.buffer));
}

const { Mp4OutputFormat, MovOutputFormat, MkvOutputFormat } = media;
const videos = {
    "js-mp4.mp4": () => new Mp4OutputFormat(),
    "js-mp4-first.mp4": () => new Mp4OutputFormat({ fastStart: "in-memory" }),
    "js-mp4-fragmented.mp4": () => new Mp4OutputFormat({ fastStart: "fragmented" }),
    "js-mov.mov": () => new MovOutputFormat(),
    "js-mkv.mkv": () => new MkvOutputFormat(),
};
for (const [name, format] of Object.entries(videos)) {
    makers[name] = () => remux("mp4.mp4", name, format());
}
makers["js-hevc.mp4"] = (name) => remux("hevc.mp4", name, new Mp4OutputFormat());

for (const [name, make] of Object.entries(makers)) {
    try {
        await make(name);
    } catch (error) {
        console.error(`not made: ${name}: ${error.message}`);
    }
}
