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
    assert!(world.posts().is_empty(), "nothing was begun");
}

#[test]
fn a_png_named_jpg_is_refused() {
    refused("photo.jpg", &media::png(), &["PNG", "save the picture as a plain JPEG"]);
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
fn a_file_that_is_not_there_is_refused() {
    let world = World::new();
    world.ig(&["publish", "nowhere.jpg"]).expect(2).one_error(&["nowhere.jpg", "check the path"]);
    assert!(world.requests().is_empty());
}

#[test]
fn a_reel_of_two_seconds_is_refused() {
    let words = ["reel-of-2-s.mp4 is no reel that Instagram takes", "2.0", "make it longer"];
    refused("reel-of-2-s.mp4", &media::short_film(), &words);
}

#[test]
fn a_file_that_is_empty_or_no_medium_is_told_so() {
    refused("photo.jpg", b"", &["photo.jpg cannot be published", "the file is empty"]);
    refused("film.mp4", b"dear diary", &["neither a photo nor a film", "a JPEG, MP4 or MOV"]);
}

/// The options, or the same in a file, refused with one error.
#[track_caller]
fn film_refused(film: &[u8], options: &[&str], plan: &str, words: &[&str]) {
    let world = World::new();
    world.file("film.mov", film);
    world.file("plan.json", plan.as_bytes());
    world.ig(&[&["publish", "film.mov"], options].concat()).expect(2).one_error(words);
    world.ig(&["publish", "--plan", "plan.json"]).expect(2).one_error(words);
    assert!(world.requests().is_empty(), "nothing was sent");
    assert!(world.posts().is_empty(), "nothing was begun");
}

#[test]
fn a_silent_film_is_published_with_a_warning_and_not_with_music_over_its_own_sound() {
    let world = World::new();
    world.file("silent.mov", &media::silent_film());
    let ran = world.ig(&["publish", "silent.mov"]).expect(0);
    let warning = "warning: silent.mov: the film has no sound";
    assert!(ran.stderr.lines().any(|line| line.starts_with(warning)), "{}", ran.stderr);
    assert_eq!(world.public().len(), 1);
    let ran = world.ig(&["publish", "silent.mov", "--audio", "1234,video=0", "--dry-run"]);
    ran.expect(0);

    let plan = |audio: &str| {
        format!(r#"{{"reel": {{"medium": "film.mov", "audio_configuration": {audio}}}}}"#)
    };
    let words = ["film.mov is silent", "2207082", "--audio ID,video=0"];
    let silent = media::silent_film();
    film_refused(&silent, &["--audio=1234"], &plan(r#"{"audio_id": "1234"}"#), &words);
    let loud = plan(r#"{"audio_id": "1234", "video_volume": 5}"#);
    film_refused(&silent, &["--audio=1234,video=5"], &loud, &words);
}

#[test]
fn a_cover_behind_the_end_of_the_film_is_refused() {
    let plan = r#"{"reel": {"medium": "film.mov", "thumb_offset": 3500}}"#;
    let words = ["no such moment", "3.500 s", "an earlier moment"];
    film_refused(&media::mp4(), &["--cover-at=3500ms"], plan, &words);
    let plan = r#"{"carousel": {"items": [
        {"photo": {"medium": "photo.jpg"}},
        {"video": {"medium": "film.mov", "thumb_offset": 3500}}
    ]}}"#;
    let words = ["item 2 (", "no such moment"];
    let world = World::new();
    world.file("film.mov", &media::mp4());
    world.file("plan.json", plan.as_bytes());
    world.ig(&["publish", "--plan", "plan.json"]).expect(2).one_error(&words);
    let args = ["publish", "photo.jpg", "film.mov", "--cover-at=2:3500ms"];
    world.ig(&args).expect(2).one_error(&words);
    assert!(world.requests().is_empty(), "nothing was sent");
    world.ig(&["publish", "film.mov", "--cover-at=2s"]).expect(0);
}

#[test]
fn a_photo_is_no_reel() {
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
fn a_loopback_api_that_takes_no_files_is_told_from_a_sandbox() {
    let world = World::new();
    let mut command = world.command(&["publish", "photo.jpg"]);
    let base = format!("{}/elsewhere", world.server.url());
    let ran = run(command.env("IG_API_BASE", base)).expect(1);
    ran.one_error(&["could not be handed over", "ig sandbox"]);
}

/// Reading a pipe would wait for somebody to write to it.
#[cfg(unix)]
#[test]
fn what_is_not_a_file_is_refused_and_not_waited_for() {
    let world = World::new();
    let pipe = world.home().join("pipe.jpg");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    for path in [pipe.to_str().unwrap(), "/dev/null", "."] {
        world.ig(&["publish", path]).expect(2).one_error(&["not a file"]);
    }
}
