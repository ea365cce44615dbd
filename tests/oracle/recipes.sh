#!/usr/bin/env bash
# Makes photos and videos with Debian's programs, in the folder that it runs in. What a program here
# cannot make is said at the end, and is not a failure: other versions lack other encoders.
set -uo pipefail

failed=()
# one FILE COMMAND…: the command makes the file.
one() {
    local file=$1
    shift
    if ! "$@" >"$file.log" 2>&1 </dev/null || [[ ! -s $file ]]; then
        failed+=("$file")
        rm -f "$file"
    fi
    rm -f "$file.log"
}
F() { ffmpeg -y -hide_banner -loglevel error "$@"; }
# A still of moving colours; short videos with and without sound.
still() { F -f lavfi -i "mandelbrot=s=$1" -frames:v 1 "${@:2}"; }
pictures=(-f lavfi -i "testsrc=s=96x128:r=30:d=4")
sound=(-f lavfi -i "sine=r=44100:d=4")
h264=(-c:v libx264 -preset ultrafast -pix_fmt yuv420p)
aac=(-c:a aac -b:a 96k)

still 400x500 -update 1 t.ppm
still 401x301 -update 1 odd.ppm
convert t.ppm -colorspace Gray grey.pgm

# JPEG: how it is coded.
one jpeg-baseline.jpg cjpeg -outfile jpeg-baseline.jpg t.ppm
one jpeg-progressive.jpg cjpeg -progressive -outfile jpeg-progressive.jpg t.ppm
one jpeg-arithmetic.jpg cjpeg -arithmetic -outfile jpeg-arithmetic.jpg t.ppm
one jpeg-arithmetic-progressive.jpg cjpeg -arithmetic -progressive -outfile jpeg-arithmetic-progressive.jpg t.ppm
one jpeg-optimized.jpg cjpeg -optimize -quality 95 -outfile jpeg-optimized.jpg t.ppm
one jpeg-low.jpg cjpeg -quality 3 -outfile jpeg-low.jpg t.ppm
one jpeg-grey.jpg cjpeg -grayscale -outfile jpeg-grey.jpg t.ppm
one jpeg-rgb.jpg cjpeg -rgb -outfile jpeg-rgb.jpg t.ppm
one jpeg-444.jpg cjpeg -sample 1x1 -outfile jpeg-444.jpg t.ppm
one jpeg-411.jpg cjpeg -sample 4x1 -outfile jpeg-411.jpg t.ppm
one jpeg-restart.jpg cjpeg -restart 2 -outfile jpeg-restart.jpg t.ppm
one jpeg-odd.jpg cjpeg -outfile jpeg-odd.jpg odd.ppm
one jpeg-ffmpeg.jpg still 320x240 -update 1 jpeg-ffmpeg.jpg
one jpeg-ffmpeg-lossless.jpg F -i t.ppm -c:v ljpeg -strict unofficial -f image2 -update 1 jpeg-ffmpeg-lossless.jpg
one jpeg-ffmpeg-ls.jpg F -i t.ppm -c:v jpegls -f image2 -update 1 jpeg-ffmpeg-ls.jpg
one jpeg-cmyk.jpg convert t.ppm -colorspace CMYK jpeg-cmyk.jpg
one jpeg-magick.jpg convert t.ppm -interlace plane jpeg-magick.jpg
one jpeg-tran-rotated.jpg jpegtran -rotate 90 -outfile jpeg-tran-rotated.jpg jpeg-baseline.jpg
one jpeg-tran-progressive.jpg jpegtran -progressive -outfile jpeg-tran-progressive.jpg jpeg-baseline.jpg
# JPEG: which way is up.
for turn in 1 2 3 4 5 6 7 8; do
    one "jpeg-turned-$turn.jpg" exiftool -q -n "-Orientation=$turn" -o "jpeg-turned-$turn.jpg" jpeg-baseline.jpg
done
one jpeg-turned-little.jpg exiftool -q -n -ExifByteOrder=II -Orientation=8 -o jpeg-turned-little.jpg jpeg-baseline.jpg
one jpeg-commented.jpg exiftool -q -Comment=hello -XMP-dc:Title=x -IPTC:City=y -o jpeg-commented.jpg jpeg-baseline.jpg
# JPEG: what follows it, and what is missing.
one jpeg-trailer.jpg bash -c 'cat jpeg-baseline.jpg /dev/zero | head -c 90000 >jpeg-trailer.jpg'
one jpeg-motion.jpg bash -c 'ffmpeg -y -loglevel error -f lavfi -i color=s=64x64:r=30:d=1 -c:v libx264 m.mp4 && cat jpeg-baseline.jpg m.mp4 >jpeg-motion.jpg; rm -f m.mp4'
one jpeg-half.jpg bash -c 'head -c 9000 jpeg-baseline.jpg >jpeg-half.jpg'
one jpeg-half-progressive.jpg bash -c 'head -c 9000 jpeg-progressive.jpg >jpeg-half-progressive.jpg'

# Other photos.
one png.png convert t.ppm png.png
one png-16.png convert t.ppm -depth 16 PNG48:png-16.png
one png-palette.png convert t.ppm PNG8:png-palette.png
one png-interlaced.png convert t.ppm -interlace PNG png-interlaced.png
one png-ffmpeg.png still 300x200 -update 1 png-ffmpeg.png
one apng.png F -f lavfi -i testsrc=s=64x48:r=5:d=1 -f apng apng.png
one gif.gif convert t.ppm gif.gif
one gif-moving.gif F -f lavfi -i testsrc=s=64x48:r=5:d=1 gif-moving.gif
one bmp.bmp convert t.ppm BMP:bmp.bmp
one bmp-2.bmp convert t.ppm BMP2:bmp-2.bmp
one bmp-3.bmp convert t.ppm BMP3:bmp-3.bmp
one bmp-os2.bmp bash -c 'ppmtobmp -os2 odd.ppm >bmp-os2.bmp'
one bmp-ffmpeg.bmp F -i t.ppm -update 1 bmp-ffmpeg.bmp
one webp.webp cwebp -quiet t.ppm -o webp.webp
one webp-lossless.webp cwebp -quiet -lossless t.ppm -o webp-lossless.webp
one webp-alpha.webp convert t.ppm -alpha set -channel A -evaluate set 50% webp-alpha.webp
one tiff.tif convert t.ppm tiff.tif
one tiff-big-endian.tif convert t.ppm -endian MSB tiff-big-endian.tif
one tiff-big.tif convert t.ppm TIFF64:tiff-big.tif
one tiff-lzw.tif convert t.ppm -compress LZW tiff-lzw.tif
one tiff-16.tif convert t.ppm -depth 16 tiff-16.tif
one psd.psd convert t.ppm psd.psd
one ico.ico convert t.ppm -resize 48x48! ico.ico
one ico-256.ico convert t.ppm -resize 256x256! ico-256.ico
one pgm.pgm cp grey.pgm pgm.pgm
one ppm-text.ppm convert t.ppm -compress none ppm-text.ppm
one pam.pam F -i t.ppm -update 1 pam.pam
one exr.exr F -i t.ppm -pix_fmt gbrpf32le -update 1 exr.exr
one qoi.qoi F -i t.ppm -update 1 qoi.qoi
one jp2.jp2 opj_compress -i t.ppm -o jp2.jp2
one j2k.j2k opj_compress -i odd.ppm -o j2k.j2k
one jxl.jxl cjxl t.ppm jxl.jxl
one jxl-boxed.jxl cjxl --container=1 odd.ppm jxl-boxed.jxl
one jxl-lossless.jxl cjxl -d 0 odd.ppm jxl-lossless.jxl
one heic.heic heif-enc -o heic.heic png.png
one heic-large.heic bash -c 'convert t.ppm -resize 1500x1100! h.png && heif-enc -o heic-large.heic h.png; rm -f h.png'
one avif.avif avifenc png.png avif.avif
one avif-turned.avif avifenc --irot 1 png.png avif-turned.avif
one avif-cropped.avif avifenc --clap 200,1,300,1,0,1,0,1 png.png avif-cropped.avif
one avif-grid.avif bash -c 'convert t.ppm -resize 640x640! g.png && avifenc --grid 2x2 g.png avif-grid.avif; rm -f g.png'

# Videos: containers.
one mp4.mp4 F "${pictures[@]}" "${sound[@]}" "${h264[@]}" "${aac[@]}" mp4.mp4
one mp4-faststart.mp4 F "${pictures[@]}" "${sound[@]}" "${h264[@]}" "${aac[@]}" -movflags +faststart mp4-faststart.mp4
one mov.mov F "${pictures[@]}" "${sound[@]}" "${h264[@]}" "${aac[@]}" mov.mov
one m4v.m4v F "${pictures[@]}" "${sound[@]}" "${h264[@]}" "${aac[@]}" m4v.m4v
one 3gp.3gp F "${pictures[@]}" "${h264[@]}" 3gp.3gp
for kind in mkv ts m2ts flv mxf; do
    one "container-$kind.$kind" F -f lavfi -i testsrc=s=352x288:r=25:d=4 "${h264[@]}" "container-$kind.$kind"
done
one container-avi.avi F "${pictures[@]}" "${h264[@]}" container-avi.avi
one container-webm.webm F "${pictures[@]}" -c:v libvpx -deadline realtime container-webm.webm
one container-wmv.wmv F "${pictures[@]}" container-wmv.wmv
one container-mpg.mpg F -f lavfi -i testsrc=s=352x288:r=25:d=4 container-mpg.mpg
one container-ogv.ogv F "${pictures[@]}" -c:v libtheora container-ogv.ogv
one container-mkvmerge.mkv mkvmerge -q -o container-mkvmerge.mkv mp4.mp4
# Videos: rates.
for rate in 12 15 23 24 25 50 60 120 24000/1001 30000/1001 60000/1001; do
    one "rate-${rate/\//-}.mp4" F -f lavfi -i "color=s=64x114:r=$rate:d=4" "${h264[@]}" "rate-${rate/\//-}.mp4"
done
one rate-b-frames.mp4 F -f lavfi -i testsrc=s=96x128:r=23:d=4 -c:v libx264 -bf 3 -pix_fmt yuv420p rate-b-frames.mp4
one rate-variable.mp4 F -f lavfi -i color=s=64x114:r=30:d=10 -vf "select='not(between(mod(n,60),30,52))'" -fps_mode vfr "${h264[@]}" rate-variable.mp4
# Videos: fragments.
for rate in 12 30 120; do
    one "frag-$rate.mp4" F -f lavfi -i "color=s=64x114:r=$rate:d=5" "${h264[@]}" -g "$rate" -movflags +frag_keyframe "frag-$rate.mp4"
    one "frag-empty-$rate.mp4" F -f lavfi -i "color=s=64x114:r=$rate:d=5" "${h264[@]}" -g "$rate" -movflags +frag_keyframe+empty_moov "frag-empty-$rate.mp4"
done
one frag-dash.mp4 F "${pictures[@]}" "${sound[@]}" "${h264[@]}" "${aac[@]}" -g 30 -movflags +dash+delay_moov -frag_duration 500000 frag-dash.mp4
one frag-cmaf.mp4 F "${pictures[@]}" "${h264[@]}" -g 30 -movflags +cmaf frag-cmaf.mp4
one frag-sidx.mp4 F "${pictures[@]}" "${sound[@]}" "${h264[@]}" "${aac[@]}" -g 30 -movflags +frag_keyframe+empty_moov+default_base_moof+global_sidx frag-sidx.mp4
# Videos: pictures.
for turn in 90 180 270; do
    # The option is younger than the tag.
    one "turned-$turn.mp4" bash -c "ffmpeg -y -loglevel error -display_rotation $turn -i mp4.mp4 -c copy turned-$turn.mp4 ||
        ffmpeg -y -loglevel error -i mp4.mp4 -c copy -metadata:s:v rotate=$turn turned-$turn.mp4"
done
one anamorphic.mp4 F -f lavfi -i testsrc=s=720x576:r=25:d=3 -vf setsar=64/45 "${h264[@]}" anamorphic.mp4
one interlaced.mp4 F -f lavfi -i testsrc=s=352x288:r=25:d=3 -c:v libx264 -flags +ildct+ilme -x264-params tff=1 -pix_fmt yuv420p interlaced.mp4
one depth-10.mp4 F -f lavfi -i testsrc=s=96x128:r=30:d=3 -c:v libx264 -pix_fmt yuv420p10le depth-10.mp4
one chroma-422.mp4 F -f lavfi -i testsrc=s=96x128:r=30:d=3 -c:v libx264 -pix_fmt yuv422p chroma-422.mp4
one chroma-444.mp4 F -f lavfi -i testsrc=s=96x128:r=30:d=3 -c:v libx264 -pix_fmt yuv444p chroma-444.mp4
one profile-baseline.mp4 F "${pictures[@]}" -c:v libx264 -profile:v baseline -pix_fmt yuv420p profile-baseline.mp4
one profile-main.mp4 F "${pictures[@]}" -c:v libx264 -profile:v main -level 4.1 -pix_fmt yuv420p profile-main.mp4
one hevc.mp4 F "${pictures[@]}" -c:v libx265 -x265-params log-level=none -pix_fmt yuv420p -tag:v hvc1 hevc.mp4
one hevc-hev1.mp4 F "${pictures[@]}" -c:v libx265 -x265-params log-level=none -pix_fmt yuv420p -tag:v hev1 hevc-hev1.mp4
one hevc-hlg.mov F "${pictures[@]}" -c:v libx265 -x265-params log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc -pix_fmt yuv420p10le -color_primaries bt2020 -color_trc arib-std-b67 -colorspace bt2020nc -tag:v hvc1 hevc-hlg.mov
one hevc-pq.mp4 F "${pictures[@]}" -c:v libx265 -x265-params log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc -pix_fmt yuv420p10le -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -tag:v hvc1 hevc-pq.mp4
one av1.mp4 F -f lavfi -i testsrc=s=96x128:r=30:d=3 -c:v libaom-av1 -cpu-used 8 -row-mt 1 av1.mp4
one vp9.mp4 F "${pictures[@]}" -c:v libvpx-vp9 -deadline realtime vp9.mp4
one mpeg4.mp4 F "${pictures[@]}" -c:v mpeg4 mpeg4.mp4
one mpeg2.mov F "${pictures[@]}" -c:v mpeg2video mpeg2.mov
one prores.mov F -f lavfi -i testsrc=s=64x64:r=30:d=3 -c:v prores prores.mov
one mjpeg.mov F -f lavfi -i testsrc=s=64x64:r=30:d=3 -c:v mjpeg mjpeg.mov
# Videos: sound.
one sound-none.mp4 F "${pictures[@]}" "${h264[@]}" sound-none.mp4
one sound-mono.mp4 F "${pictures[@]}" -f lavfi -i "sine=r=48000:d=4" "${h264[@]}" -c:a aac -ac 1 sound-mono.mp4
one sound-51.mp4 F "${pictures[@]}" -f lavfi -i "sine=r=48000:d=4" "${h264[@]}" -c:a aac -ac 6 sound-51.mp4
one sound-96k.mp4 F "${pictures[@]}" -f lavfi -i "sine=r=96000:d=4" "${h264[@]}" -c:a aac sound-96k.mp4
one sound-22k.mp4 F "${pictures[@]}" -f lavfi -i "sine=r=22050:d=4" "${h264[@]}" -c:a aac sound-22k.mp4
one sound-mp3.mp4 F "${pictures[@]}" "${sound[@]}" "${h264[@]}" -c:a libmp3lame sound-mp3.mp4
one sound-ac3.mp4 F "${pictures[@]}" -f lavfi -i "sine=r=48000:d=4" "${h264[@]}" -c:a ac3 sound-ac3.mp4
one sound-opus.mp4 F "${pictures[@]}" -f lavfi -i "sine=r=48000:d=4" "${h264[@]}" -c:a libopus sound-opus.mp4
one sound-flac.mp4 F "${pictures[@]}" "${sound[@]}" "${h264[@]}" -c:a flac -strict -2 sound-flac.mp4
one sound-alac.mov F "${pictures[@]}" "${sound[@]}" "${h264[@]}" -c:a alac sound-alac.mov
one sound-pcm16.mov F "${pictures[@]}" "${sound[@]}" "${h264[@]}" -c:a pcm_s16le sound-pcm16.mov
one sound-pcm16be.mov F "${pictures[@]}" "${sound[@]}" "${h264[@]}" -c:a pcm_s16be sound-pcm16be.mov
one sound-pcm24.mov F "${pictures[@]}" -f lavfi -i "sine=r=96000:d=1" "${h264[@]}" -c:a pcm_s24be sound-pcm24.mov
one sound-float.mov F "${pictures[@]}" "${sound[@]}" "${h264[@]}" -c:a pcm_f32le sound-float.mov
one sound-aac.mov F "${pictures[@]}" -f lavfi -i "sine=r=48000:d=4" "${h264[@]}" -c:a aac -ac 2 sound-aac.mov
# Videos: other tracks.
printf '1\n00:00:00,000 --> 00:00:09,000\nhello\n' >t.srt
one track-text.mp4 F "${pictures[@]}" -i t.srt "${h264[@]}" -c:s mov_text track-text.mp4
one track-timecode.mov F "${pictures[@]}" "${h264[@]}" -timecode 01:00:00:00 track-timecode.mov
one track-cover.mp4 F -i mp4.mp4 -i jpeg-baseline.jpg -map 0 -map 1 -c copy -disposition:v:1 attached_pic track-cover.mp4
one track-chapters.mp4 bash -c 'printf ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=2\ntitle=a\n[CHAPTER]\nTIMEBASE=1/1\nSTART=2\nEND=9\ntitle=b\n" >c.txt; ffmpeg -y -loglevel error -i mp4.mp4 -i c.txt -map_metadata 1 -c copy track-chapters.mp4; rm -f c.txt'
one track-two.mp4 F "${pictures[@]}" -f lavfi -i testsrc=s=48x48:r=10:d=2 -map 0 -map 1 "${h264[@]}" track-two.mp4
one trimmed.mp4 F -ss 1.3 -i mp4.mp4 -c copy trimmed.mp4
one long-timescale.mp4 F "${pictures[@]}" "${h264[@]}" -video_track_timescale 90000 long-timescale.mp4

rm -f t.ppm odd.ppm grey.pgm t.srt
if ((${#failed[@]})); then
    printf 'not made: %s\n' "${failed[*]}"
fi
