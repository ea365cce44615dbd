//! The examples of drivers without a transport crate, against the sandbox.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use ig_core::publish::Phase;
use ig_sandbox::{Do, Fault, LocalInstagram, On, Sandbox, Server};
use ig_tests::{TOKEN, local::Local, video::VideoFile};

use crate::programs::{built_example, peak_while_it_runs, published, run, sandbox, text, until};

const BOTH: [&str; 2] = ["threads", "executor"];

fn built(example: &str) -> PathBuf {
    built_example("ig-driver", example)
}

/// The example, with its store in `folder`.
fn command(example: &str, server: &Server, folder: &Path, posts: &[String]) -> Command {
    let mut command = Command::new(built(example));
    command
        .args(posts)
        .env_remove("IG_USER_ID")
        .env("IG_ACCESS_TOKEN", "sandbox-token")
        .env("IG_API_BASE", server.url())
        .env("IG_POSTS", folder)
        .env("IG_SETTLE", "1");
    command
}

fn photos(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("key-{number}=https://example.com/{number}.jpg")).collect()
}

/// The ids of the public posts, in order.
fn public(server: &Server) -> Vec<String> {
    let posts = server.with(|sandbox, now| sandbox.state(now).accounts.remove(0).media);
    let mut public: Vec<_> = posts.into_iter().map(|post| post.id).collect();
    public.sort();
    public
}

fn count(server: &Server, path_end: &str) -> usize {
    let is_it = |path: &str| path.ends_with(path_end);
    let posts = |sandbox: &mut Sandbox| {
        let requests = sandbox.requests().iter();
        requests.filter(|it| it.method == "POST" && is_it(&it.path)).count()
    };
    server.with(|sandbox, _| posts(sandbox))
}

fn uploads(server: &Server) -> usize {
    let is_upload = |path: &str| path.contains("/ig-api-upload/");
    server.with(|sandbox, _| sandbox.requests().iter().filter(|it| is_upload(&it.path)).count())
}

/// A folder for a store, whose posts have all ended.
fn all_have_ended(folder: &Path) {
    let store = ig_driver::FileStore::open(folder).unwrap();
    assert!(store.unfinished().unwrap().is_empty());
    let left = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let left: Vec<_> = left.filter(|path| path.extension() != Some("json".as_ref())).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// The example's own clock is real, so a lost reply would cost real minutes:
/// what is lost here is a create, which is repeated after a second.
#[test]
fn three_posts_are_published_and_the_same_arguments_again_are_the_same_posts() {
    for example in BOTH {
        let server = sandbox([Fault::new(On::Create, Do::CommitThenDrop)]);
        let folder = tempfile::tempdir().unwrap();
        let mut command = command(example, &server, folder.path(), &photos(3));
        let said = run(&mut command, true);
        let mut ids = published(&said.stdout);
        ids.sort();
        assert_eq!((ids.len(), &ids), (3, &public(&server)), "{example}");
        all_have_ended(folder.path());

        let asked = server.with(|sandbox, _| sandbox.requests().len());
        let again = run(&mut command, true);
        let mut same = published(&again.stdout);
        same.sort();
        assert_eq!(same, ids, "{example}");
        assert_eq!(server.with(|sandbox, _| sandbox.requests().len()), asked, "{example}");
    }
}

#[test]
fn a_post_that_is_not_published_is_reported_as_a_failure() {
    for example in BOTH {
        let refused = Fault::new(On::Create, Do::Error).with_status(400).with_code(9004);
        let server = sandbox([refused.times(100)]);
        let folder = tempfile::tempdir().unwrap();
        let said = run(&mut command(example, &server, folder.path(), &photos(1)), false);
        assert!(text(&said.stdout).contains("key-1: not published: "), "{example}: {said:?}");
        assert!(text(&said.stderr).contains("not all posts are published"), "{example}: {said:?}");
        assert!(public(&server).is_empty());
    }
}

#[test]
fn wrong_arguments_are_refused_before_anything_is_sent() {
    for example in BOTH {
        let server = sandbox([]);
        let folder = tempfile::tempdir().unwrap();
        for (words, message) in [
            ("", "give posts"),
            ("https://example.com/1.jpg", "KEY=VIDEO or KEY=URL"),
            ("a/b=https://example.com/1.jpg", "`/`"),
            ("a=nowhere.mp4", "nowhere.mp4"),
            ("a=notes.txt", "neither a URL nor"),
        ] {
            let words: Vec<_> = words.split_whitespace().map(str::to_owned).collect();
            let said = run(&mut command(example, &server, folder.path(), &words), false);
            assert!(text(&said.stderr).contains(message), "{example}: {words:?}: {said:?}");
        }
        let words = photos(1);
        let mut command = command(example, &server, folder.path(), &words);
        let said = run(command.env("IG_API_BASE", ""), false);
        assert!(text(&said.stderr).contains("API base"), "{example}: {said:?}");
        assert_eq!(server.with(|sandbox, _| sandbox.requests().len()), 0, "{example}");
    }
}

/// The server holds back the reply to one of two publishes when the program is
/// killed; the other post is already done. After a restart it publishes neither
/// of them again.
#[test]
fn a_program_that_is_killed_continues_where_it_was() {
    for example in BOTH {
        let held = Fault::new(On::Publish, Do::Delay).with_delay(Duration::from_secs(600));
        let server = sandbox([held]);
        let folder = tempfile::tempdir().unwrap();
        let mut command = command(example, &server, folder.path(), &photos(2));
        let mut started = command.spawn().unwrap();
        let store = ig_driver::FileStore::open(folder.path()).unwrap();
        until("one post is done and the other is under way", || {
            public(&server).len() == 2 && store.unfinished().unwrap().len() == 1
        });
        started.kill().unwrap();
        started.wait().unwrap();
        let before = public(&server);

        let mut ids = published(&run(&mut command, true).stdout);
        ids.sort();
        assert_eq!((ids, public(&server)), (before.clone(), before), "{example}");
        assert_eq!((count(&server, "/media"), count(&server, "/media_publish")), (2, 2));
        all_have_ended(folder.path());
    }
}

/// The connection breaks in the middle of a local video, and then the program is
/// killed: the next process uploads the rest.
#[test]
fn a_local_video_that_is_killed_in_the_middle_is_one_post() {
    const SIZE: usize = 3_000_000;
    for example in BOTH {
        let cut = Fault::new(On::Upload, Do::Cut).with_bytes(1_000_000);
        let held = Fault::new(On::Upload, Do::Delay).with_delay(Duration::from_secs(600));
        let server = sandbox([cut, held]);
        let video = VideoFile::new(SIZE);
        let folder = tempfile::tempdir().unwrap();
        let post = [format!("key={}", video.path().display())];
        let mut command = command(example, &server, folder.path(), &post);
        let mut started = command.spawn().unwrap();
        until("the second part is under way", || uploads(&server) == 2);
        started.kill().unwrap();
        started.wait().unwrap();
        assert!(public(&server).is_empty());

        let ids = published(&run(&mut command, true).stdout);
        assert_eq!(ids, public(&server), "{example}");
        assert_eq!((count(&server, "/media"), count(&server, "/media_publish")), (1, 1));
        let uploaded = server.with(|sandbox, now| {
            let container = sandbox.state(now).accounts.remove(0).containers.remove(0);
            container.upload.and_then(|upload| upload.sha256)
        });
        assert_eq!(uploaded.as_ref(), Some(&video.sha256), "{example}");
        all_have_ended(folder.path());
    }
}

/// A file that is no longer the one of the plan is not uploaded, and the program
/// says so.
#[test]
fn a_video_that_was_changed_between_two_runs_is_not_uploaded() {
    for example in BOTH {
        let cut = Fault::new(On::Upload, Do::Cut).with_bytes(1_000_000);
        let held = Fault::new(On::Create, Do::Delay).with_delay(Duration::from_secs(600));
        let server = sandbox([held, cut]);
        let video = VideoFile::new(2_000_000);
        let folder = tempfile::tempdir().unwrap();
        let post = [format!("key={}", video.path().display())];
        let mut command = command(example, &server, folder.path(), &post);
        let mut started = command.spawn().unwrap();
        until("the container is requested", || count(&server, "/media") == 1);
        started.kill().unwrap();
        started.wait().unwrap();
        fs::write(video.path(), "another video").unwrap();
        let said = run(&mut command, false);
        assert!(text(&said.stderr).contains("another post"), "{example}: {said:?}");
        assert!(public(&server).is_empty(), "{example}");
    }
}

/// A video that is written to while it is sent: the server gets no whole body of it, and it is not
/// sent again.
#[test]
fn a_video_that_changes_while_it_is_sent_is_not_published() {
    for example in BOTH {
        let server = sandbox([]);
        let video = VideoFile::new(200_000_000);
        let folder = tempfile::tempdir().unwrap();
        let post = [format!("key={}", video.path().display())];
        let mut command = command(example, &server, folder.path(), &post);
        let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let started = piped.spawn().unwrap();
        let store = ig_driver::FileStore::open(folder.path()).unwrap();
        until("the upload has started", || {
            let record = store.read(&"key".parse().unwrap()).unwrap();
            record.is_some_and(|record| record.snapshot.phase() == Phase::Upload)
        });
        fs::File::options().append(true).open(video.path()).unwrap().write_all(b"!").unwrap();
        let said = started.wait_with_output().unwrap();
        let stdout = text(&said.stdout);
        assert!(!said.status.success() && stdout.contains("key: not published: "), "{said:?}");
        assert!(stdout.contains("bytes long now"), "{example}: {stdout}");
        // A container and an upload, and no request after that.
        let requests = server.with(|sandbox, _| sandbox.requests().len());
        assert!(public(&server).is_empty() && requests <= 2, "{example}: {requests} requests");
        all_have_ended(folder.path());
    }
}

/// The command in the head of an example works as it stands, from the root of the repository,
/// with the address of this sandbox.
#[test]
fn the_command_in_the_head_of_each_example_works_as_it_stands() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (package, example, file) in [
        ("ig-driver", "threads", "threads/main.rs"),
        ("ig-driver", "executor", "executor.rs"),
        ("ig-ureq", "blocking", "blocking.rs"),
        ("ig-reqwest", "resume_all", "resume_all.rs"),
    ] {
        let code =
            fs::read_to_string(root.join("crates").join(package).join("examples").join(file));
        let code = code.unwrap();
        let (_, after) = code.split_once("//! ig sandbox &\n//! ").expect(file);
        let (line, _) = after.split_once("\n//! ```").unwrap();
        let line = line.replace("\n//!", " ").replace('\\', " ");
        let (cargo, words) = line.split_once(" -- ").unwrap();
        assert_eq!(cargo, format!("cargo run -p {package} --example {example}"));
        let instagram = LocalInstagram::start();
        let words = words.replace("http://127.0.0.1:8025", &instagram.url());
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(built_example(package, example));
        command.args(words.split_whitespace()).current_dir(&root);
        for name in ["IG_ACCESS_TOKEN", "IG_USER_ID", "IG_SETTLE"] {
            command.env_remove(name);
        }
        command.env("IG_API_BASE", instagram.url()).env("IG_POSTS", folder.path());
        let ids = published(&run(&mut command, true).stdout);
        assert_eq!((ids.len(), instagram.posts().len()), (2, 2), "{example}");
    }
}

/// The peak memory as the kernel counts it (`VmHWM`). `upload_long` measures the
/// transports.
#[test]
#[cfg(target_os = "linux")]
fn no_example_holds_the_video() {
    /// The most memory that an example may use in all, in KiB; the video has 293 000.
    const MOST: u64 = 32 * 1024;
    let video = VideoFile::new(300_000_000);
    for example in BOTH {
        let config = ig_sandbox::Config::default().with_video_processing(Duration::ZERO);
        let local = Local::start(config);
        let folder = tempfile::tempdir().unwrap();
        let post = [format!("key={}", video.path().display())];
        let mut command = command(example, &local.server, folder.path(), &post);
        let (peak, said) = peak_while_it_runs(command.env("IG_ACCESS_TOKEN", TOKEN));
        assert!(said.status.success(), "{example}: {said:?}");
        assert_eq!(local.posts().len(), 1, "{example}");
        assert!(1024 < peak && peak < MOST, "{example}: {peak} KiB");
    }
}
