//! `GET /{container}`: the status of a container.

use std::time::Duration;

use ig_sandbox_core::Config;

use crate::support::{Bench, PHOTO};

#[test]
fn the_reply_is_that_of_the_guide() {
    let mut bench = Bench::new();
    let container = bench.create("a");
    let reply = bench.get(&format!("/{container}"), &[("fields", "status_code")]);
    assert_eq!(reply.to_text(), format!(r#"{{"status_code":"FINISHED","id":"{container}"}}"#));
}

#[test]
fn without_fields_there_is_only_the_id() {
    let mut bench = Bench::new();
    let container = bench.create("a");
    let reply = bench.get(&format!("/v25.0/{container}"), &[]);
    assert_eq!(reply.to_text(), format!(r#"{{"id":"{container}"}}"#));
}

#[test]
fn each_status_has_its_sentence() {
    let mut bench = Bench::with(Config::default().with_photo_processing(Duration::from_secs(5)));
    let (first, second) = (bench.create("a"), bench.create("b"));
    let read = |bench: &mut Bench, container: &str| {
        let reply = bench.get(&format!("/{container}"), &[("fields", "status_code,status")]);
        (reply.text("/status_code"), reply.text("/status"))
    };
    let expect = |code: &str, text: &str| (code.to_owned(), text.to_owned());
    let in_progress = expect("IN_PROGRESS", "In Progress: Media is still being processed.");
    assert_eq!(read(&mut bench, &first), in_progress);
    bench.wait(5);
    let ready = "Finished: Media has been uploaded and it is ready to be published.";
    assert_eq!(read(&mut bench, &first), expect("FINISHED", ready));
    bench.try_publish(&first).id();
    let published = expect("PUBLISHED", "Published: Media has been successfully published.");
    assert_eq!(read(&mut bench, &first), published);
    bench.wait(24 * 3600);
    assert_eq!(read(&mut bench, &first), published);
    assert_eq!(read(&mut bench, &second).0, "EXPIRED");
}

#[test]
fn a_published_container_does_not_show_its_media_id() {
    let mut bench = Bench::new();
    let (container, media) = bench.post_photo("a");
    let fields = "id,status_code,status,copyright_check_status,video_status";
    let reply = bench.get(&format!("/{container}"), &[("fields", fields)]);
    assert!(!reply.to_text().contains(&media), "{}", reply.to_text());
    bench.get(&format!("/{container}"), &[("fields", "media_id")]).is_error(400, 100, 0).says(
        "(#100) Tried accessing nonexisting field (media_id) on node type (ShadowIGMediaBuilder)",
    );
}

#[test]
fn containers_are_distinguished() {
    let mut bench = Bench::new();
    let (published, _) = bench.post_photo("a");
    let ready = bench.try_create(&[("image_url", PHOTO)]).id();
    assert_eq!(bench.status(&published), "PUBLISHED");
    assert_eq!(bench.status(&ready), "FINISHED");
}
