//! `ig media`: published media, shown and changed.

use crate::{
    media,
    world::{World, run},
};

#[test]
fn list_shows_the_newest_first_and_stories_by_themselves() {
    let world = World::new();
    let ran = world.ig(&["media", "list"]).expect(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", "nothing is public\n"));
    world.ig(&["publish", "photo.jpg", "--caption=first"]).expect(0);
    world.ig(&["publish", "photo.jpg", "--caption=second"]).expect(0);
    world.file("video.mp4", &media::mp4());
    world.ig(&["publish", "video.mp4", "--story"]).expect(0);
    let list = world.ig(&["media", "list", "--json"]).expect(0).json();
    let captions: Vec<_> =
        list["media"].as_array().unwrap().iter().map(|it| it["caption"].clone()).collect();
    assert_eq!(captions, ["second", "first"]);
    let one = world.ig(&["media", "list", "--limit", "1"]).expect(0).stdout;
    assert_eq!(one.lines().count(), 1);
    assert!(one.contains("feed image") && one.trim_end().ends_with("second"), "{one}");
    let stories = world.ig(&["media", "list", "--stories", "--json"]).expect(0).json();
    assert_eq!(stories["media"].as_array().unwrap().len(), 1);
    assert_eq!(stories["media"][0]["media_product_type"], "STORY");
}

#[test]
fn show_prints_everything_that_is_known() {
    let world = World::new();
    world.ig(&["publish", "photo.jpg", "--caption=Ayyy", "--alt-text=a man"]).expect(0);
    let id = world.public().remove(0);
    let stdout = world.ig(&["media", "show", &id]).expect(0).stdout;
    assert!(stdout.starts_with(&format!("media        {id}\n")), "{stdout}");
    assert!(stdout.contains("caption      Ayyy\n"), "{stdout}");
    let shown = world.ig(&["media", "show", &id, "--json"]).expect(0).json();
    assert_eq!((shown["id"].as_str(), shown["alt_text"].as_str()), (Some(&*id), Some("a man")));
    world.ig(&["media", "show", "nonsense"]).expect(2).one_error(&["not the id of a media object"]);
    world.ig(&["media", "show", "17889455560051444"]).expect(1).one_error(&["100/33"]);
}

#[test]
fn comments_are_turned_off_and_on() {
    let world = World::new();
    world.ig(&["publish", "photo.jpg"]).expect(0);
    let id = world.public().remove(0);
    let off = world.ig(&["media", "comments", "off", &id]).expect(0).stdout;
    assert_eq!(off, format!("comments   off for {id}\n"));
    assert_eq!(world.newest()["is_comment_enabled"], false);
    let on = world.ig(&["media", "comments", "on", &id, "--json"]).expect(0).json();
    assert_eq!(on["comments"], true);
    assert_eq!(world.newest()["is_comment_enabled"], true);
}

#[test]
fn nothing_is_deleted_in_a_script_without_confirmation() {
    let world = World::new();
    world.ig(&["publish", "photo.jpg", "--caption=Ayyy"]).expect(0);
    let id = world.public().remove(0);
    let sent = world.requests().len();
    world.ig(&["media", "delete", &id]).expect(2).one_error(&["without confirmation", "--yes"]);
    assert_eq!((world.requests().len(), world.public().len()), (sent, 1));
    let ran = world.ig(&["media", "delete", &id, "--yes"]).expect(0);
    let (target, found) = ran.stderr.split_once('\n').unwrap();
    assert!(target.starts_with("to a local API at http://127.0.0.1:"), "{target}");
    assert!(target.ends_with(", as 17841400008460056"), "{target}");
    assert!(found.starts_with(&format!("this is deleted permanently: {id}")), "{}", ran.stderr);
    assert!(ran.stderr.contains("Ayyy"), "{}", ran.stderr);
    assert_eq!(ran.stdout, format!("deleted    {id}\n"));
    assert!(world.public().is_empty());
    world.ig(&["media", "delete", &id, "--yes"]).expect(1).one_error(&["100/33"]);
}

#[test]
fn instagram_login_deletes_nothing() {
    let world = World::new();
    world.ig(&["publish", "photo.jpg"]).expect(0);
    let id = world.public().remove(0);
    let sent = world.requests().len();
    let mut command = world.command(&["media", "delete", &id, "--yes"]);
    run(command.env("IG_LOGIN", "instagram")).expect(2).one_error(&["IG_LOGIN=facebook"]);
    assert_eq!((world.requests().len(), world.public().len()), (sent, 1));
}
