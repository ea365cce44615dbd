//! Files that Instagram would refuse are refused here, by their bytes and before anything is sent.

use crate::{
    media,
    world::{World, run},
};

#[track_caller]
fn refused(name: &str, bytes: &[u8], words: &[&str]) {
    let world = World::new();
    world.file(name, bytes);
    world.ig(&["publish", name]).expect(2).one_error(words);
    assert!(world.requests().is_empty(), "nothing was sent");
    assert!(world.posts().is_empty(), "nothing was started");
}

#[test]
fn a_gif_named_jpg_is_refused() {
    refused("photo.jpg", &media::gif(), &["GIF", "save the picture as a plain JPEG"]);
}

#[test]
fn an_mpo_is_refused() {
    refused("photo.jpg", &media::mpo(), &["MPO", "save the picture as a plain JPEG"]);
}

#[test]
fn a_photo_of_nine_megabytes_is_refused() {
    let file = media::jpeg_of(9_000_000);
    refused("photo.jpg", &file, &["9000000 bytes", "lower quality"]);
}

#[test]
fn a_photo_of_three_to_one_is_refused() {
    refused("photo.jpg", &media::jpeg(1500, 500), &["3.000:1", "crop it"]);
}

#[test]
fn a_missing_file_is_refused() {
    let world = World::new();
    world.ig(&["publish", "nowhere.jpg"]).expect(2).one_error(&["nowhere.jpg", "check the path"]);
    assert!(world.requests().is_empty());
}

#[test]
fn a_reel_of_two_seconds_is_refused() {
    let words = ["reel-of-2-s.mp4 is not a reel that Instagram accepts", "2.0", "make it longer"];
    refused("reel-of-2-s.mp4", &media::short_video(), &words);
}

#[test]
fn a_file_that_is_empty_or_not_a_medium_is_reported() {
    refused("photo.jpg", b"", &["photo.jpg cannot be published", "the file is empty"]);
    refused("video.mp4", b"dear diary", &["neither those of a photo", "a JPEG, MP4 or MOV"]);
}

/// The options, or the same in a file, refused with one error.
#[track_caller]
fn video_refused(video: &[u8], options: &[&str], plan: &str, words: &[&str]) {
    let world = World::new();
    world.file("video.mov", video);
    world.file("plan.json", plan.as_bytes());
    world.ig(&[&["publish", "video.mov"], options].concat()).expect(2).one_error(words);
    world.ig(&["publish", "--plan", "plan.json"]).expect(2).one_error(words);
    assert!(world.requests().is_empty(), "nothing was sent");
    assert!(world.posts().is_empty(), "nothing was started");
}

#[test]
fn a_silent_video_is_published_with_a_warning_but_not_with_music() {
    let world = World::new();
    world.file("silent.mov", &media::silent_video());
    let ran = world.ig(&["publish", "silent.mov"]).expect(0);
    let warning = "warning: silent.mov: the video has no audio";
    assert!(ran.stderr.lines().any(|line| line.starts_with(warning)), "{}", ran.stderr);
    assert_eq!(world.public().len(), 1);
    let ran = world.ig(&["publish", "silent.mov", "--audio", "1234,video=0", "--dry-run"]);
    ran.expect(0);

    let plan = |audio: &str| {
        format!(r#"{{"reel": {{"medium": "video.mov", "audio_configuration": {audio}}}}}"#)
    };
    let words = ["video.mov has no audio", "2207082", "--audio ID,video=0"];
    let silent = media::silent_video();
    video_refused(&silent, &["--audio=1234"], &plan(r#"{"audio_id": "1234"}"#), &words);
    let loud = plan(r#"{"audio_id": "1234", "video_volume": 5}"#);
    video_refused(&silent, &["--audio=1234,video=5"], &loud, &words);
}

#[test]
fn a_cover_after_the_end_of_the_video_is_refused() {
    let plan = r#"{"reel": {"medium": "video.mov", "thumb_offset": 3500}}"#;
    let words = ["too short for the cover's position", "3.500 s", "an earlier position"];
    video_refused(&media::mp4(), &["--cover-at=3500ms"], plan, &words);
    let plan = r#"{"carousel": {"items": [
        {"photo": {"medium": "photo.jpg"}},
        {"video": {"medium": "video.mov", "thumb_offset": 3500}}
    ]}}"#;
    let words = ["item 2 (", "too short for the cover's position"];
    let world = World::new();
    world.file("video.mov", &media::mp4());
    world.file("plan.json", plan.as_bytes());
    world.ig(&["publish", "--plan", "plan.json"]).expect(2).one_error(&words);
    let args = ["publish", "photo.jpg", "video.mov", "--cover-at=2:3500ms"];
    world.ig(&args).expect(2).one_error(&words);
    assert!(world.requests().is_empty(), "nothing was sent");
    world.ig(&["publish", "video.mov", "--cover-at=2s"]).expect(0);
}

#[test]
fn a_photo_is_not_a_reel() {
    let world = World::new();
    let ran = world.ig(&["publish", "photo.jpg", "--reel"]).expect(2);
    ran.one_error(&["JPEG", "leave out --reel"]);
}

#[test]
fn a_narrow_photo_is_published_with_a_warning() {
    let world = World::new();
    world.file("narrow.jpg", &media::jpeg(300, 300));
    let ran = world.ig(&["publish", "narrow.jpg"]).expect(0);
    assert!(ran.stderr.starts_with("warning: narrow.jpg: the picture is 300 pixels wide"));
    assert_eq!(world.public().len(), 1);
}

#[test]
fn a_file_for_the_real_api_is_refused_and_nothing_is_sent() {
    let world = World::new();
    let mut command = world.command(&["publish", "photo.jpg"]);
    let ran = run(command.env_remove("IG_API_BASE")).expect(2);
    ran.one_error(&["public URL", "--sandbox"]);
    assert!(world.posts().is_empty());
}

#[test]
fn a_loopback_api_that_accepts_no_files_is_distinguished_from_a_sandbox() {
    let world = World::new();
    let mut command = world.command(&["publish", "photo.jpg"]);
    let base = format!("{}/elsewhere", world.server.url());
    let ran = run(command.env("IG_API_BASE", base)).expect(1);
    ran.one_error(&["could not be handed over", "ig sandbox"]);
}

/// Reading a pipe would wait for a writer.
#[cfg(unix)]
#[test]
fn a_pipe_or_folder_is_refused_at_once() {
    let world = World::new();
    let pipe = world.home().join("pipe.jpg");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    for path in [pipe.to_str().unwrap(), "/dev/null", "."] {
        world.ig(&["publish", path]).expect(2).one_error(&["not a file"]);
    }
}
