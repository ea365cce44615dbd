//! One sandbox for several clients: Meta's SDK for Python, curl with the lines of the guide, and
//! both of our transports.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::Command,
};

use ig_core::{
    AccessToken, Context, Login, Photo, PublishFlow, PublishPlan,
    publish::{MediaRef, Outcome},
};
use serde_json::Value;

use crate::{
    media,
    world::{Started, TOKEN, USER, World, until},
};

/// The files at the URLs of the guide.
const MEDIA: [(&str, &str); 4] = [
    ("https://www.example.com/images/bronz-fonz.jpg", "photo.jpg"),
    ("https://www.example.com/images/bronzed-fonzes.jpg", "photo.jpg"),
    ("https://www.example.com/images/gugges.jpg", "photo.jpg"),
    ("https://www.example.com/videos/hungry-fonzes.mov", "video.mp4"),
];

/// The tags as the guide prints them.
const TAGS: &str = "user_tags=[
     {
       username:'kevinhart4real',
       x: 0.5,
       y: 0.8
     },
     {
       username:'therock',
       x: 0.3,
       y: 0.2
     }
   ]";

struct Sandbox {
    process: Started,
    url: String,
    /// The printed options for curl: the certificate, and the addresses of Meta's names.
    way: String,
}

fn start(world: &World) -> Sandbox {
    world.file("video.mp4", &media::mp4());
    let found = MEDIA.map(|(url, file)| format!("[[media]]\nurl = {url:?}\nfile = {file:?}\n"));
    // The guide's line for a video is from before `media_type=VIDEO` was only for carousels.
    let config = ["video_alone = \"reel\"\n", &found.concat()].concat();
    let config = world.file("sandbox.toml", config.as_bytes());
    let args = ["sandbox", "--instant", "--tls", "--listen", "127.0.0.1:0", "--config"];
    let mut process = world.start(&[&args[..], &[config.to_str().unwrap()]].concat());
    let stdout = process.child().stdout.as_mut().unwrap();
    let mut lines = BufReader::with_capacity(1, stdout).lines().map(Result::unwrap);
    let url = lines.next().unwrap();
    let url = url.strip_prefix("sandbox listening on ").unwrap().to_owned();
    let way = lines.find_map(|line| Some(line.trim_start().strip_prefix("curl ")?.to_owned()));
    let way = way.expect("the options for curl");
    Sandbox { process, url, way }
}

impl Sandbox {
    /// Runs curl with a line of the guide, in a shell.
    fn curl(&self, line: &str) -> Value {
        let Self { way, .. } = self;
        let quiet = "--disable --silent --show-error --noproxy '*' --max-time 30";
        let line = format!("curl {quiet} -H 'Authorization: Bearer {TOKEN}' {way} {line}");
        let output = Command::new("sh").args(["-c", &line]).output().unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect(&line)
    }

    fn made(&self, line: &str) -> String {
        let reply = self.curl(line);
        reply["id"].as_str().unwrap_or_else(|| panic!("{line}: {reply}")).to_owned()
    }

    fn published(&self, container: &str) -> String {
        let line = "-X POST 'https://graph.facebook.com/17841400008460056/media_publish\
                    ?creation_id=";
        self.made(&format!("{line}{container}'"))
    }

    fn captions(&self) -> Vec<String> {
        let list = format!("'https://graph.facebook.com/{USER}/media?fields=caption&limit=100'");
        let list = self.curl(&list);
        let posts = list["data"].as_array().unwrap().iter();
        posts.map(|post| post["caption"].as_str().unwrap().to_owned()).collect()
    }
}

/// Meta's own SDK: create, status, publish, limit, batch, tags, carousel.
fn python(sandbox: &Sandbox) {
    // `cargo xtask setup` puts it there.
    let python = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../python/bin/python");
    assert!(python.exists(), "there is no {}: run `cargo xtask setup`", python.display());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/python/publish.py");
    let mut command = Command::new(python);
    command.args(["-W", "ignore"]).arg(script).arg(&sandbox.url);
    let output = command.env("NO_PROXY", "*").env("no_proxy", "*").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The guide's requests, verbatim, with the colon that is missing in its URLs.
fn curl(sandbox: &Sandbox) {
    let create = "-X POST 'https://graph.facebook.com/17841400008460056/media";
    let photo = sandbox.made(&format!(
        "{create}?image_url=https://www.example.com/images/bronz-fonz.jpg&caption=%23BronzFonz'"
    ));
    sandbox.published(&photo);
    let limit = "'https://graph.facebook.com/17841400008460056/content_publishing_limit'";
    assert_eq!(sandbox.curl(limit)["data"][0]["quota_usage"], 4);
    let status = format!("'https://graph.facebook.com/{photo}?fields=status_code'");
    assert_eq!(sandbox.curl(&status)["status_code"], "PUBLISHED");

    let tagged = sandbox.made(&format!(
        "{create}' -d 'image_url=https://www.example.com/images/bronzed-fonzes.jpg' \
         -d 'caption=%23BronzedFonzes!' --data-urlencode \"{TAGS}\""
    ));
    sandbox.published(&tagged);
    let places = "'https://graph.facebook.com/pages/search?q=guggenheim&fields=name,location,link'";
    let place = sandbox.curl(places)["data"][0]["id"].as_str().unwrap().to_owned();
    let placed = sandbox.made(&format!(
        "{create}?image_url=https://www.example.com/images/gugges.jpg&caption=Exhibiting!\
         &location_id={place}'"
    ));
    sandbox.published(&placed);

    let video = sandbox.made(&format!(
        "{create}?media_type=VIDEO&video_url=https://www.example.com/videos/hungry-fonzes.mov\
         &caption=%23Heyyyyyyyy!'"
    ));
    let status = format!("'https://graph.facebook.com/{video}?fields=status_code'");
    until("the video is ready", || sandbox.curl(&status)["status_code"] == "FINISHED");
    sandbox.published(&video);

    // The URL as the guide prints it.
    let typed = "image_url=https//www.example.com/images/bronz-fonz.jpg&caption=%23BronzFonz";
    let reply = sandbox.curl(&format!("{create}?{typed}'"));
    assert_eq!(reply["error"]["code"], 9004, "{reply}");
}

fn flow(caption: &str) -> PublishFlow {
    let photo = Photo::new(MEDIA[0].0.parse().unwrap()).with_caption(caption.parse().unwrap());
    PublishFlow::new(PublishPlan::new(USER.parse().unwrap(), photo), 1)
}

/// Both of our clients, with only the base URL set.
fn transports(sandbox: &Sandbox) {
    let context = || {
        let context = Context::new(Login::Facebook, AccessToken::new(TOKEN));
        context.unwrap().with_api_base(&sandbox.url).unwrap()
    };
    let mut nowhere = |_| Ok::<(), std::convert::Infallible>(());
    let client = ig_ureq::Client::new(context()).unwrap();
    let blocking = client.drive(&mut flow("by ureq"), &mut nowhere).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let waiting = runtime.block_on(async {
        let client = ig_reqwest::Client::new(context()).unwrap();
        let mut nowhere = |_| std::future::ready(Ok::<(), std::convert::Infallible>(()));
        client.drive(&mut flow("by reqwest"), &mut nowhere).await.unwrap()
    });
    for outcome in [blocking, waiting] {
        let is_confirmed =
            matches!(outcome, Outcome::Published { media: MediaRef::Confirmed(_), .. });
        assert!(is_confirmed, "{outcome:?}");
    }
}

#[test]
fn the_python_sdk_the_guides_lines_and_both_transports_pass_against_the_same_sandbox() {
    let world = World::new();
    let sandbox = start(&world);
    python(&sandbox);
    curl(&sandbox);
    transports(&sandbox);
    let all = ["by reqwest", "by ureq", "#Heyyyyyyyy!", "Exhibiting!", "#BronzedFonzes!"];
    let before = ["#BronzFonz", "one", "three", "#BronzFonz"];
    assert_eq!(sandbox.captions(), [&all[..], &before].concat());
    sandbox.process.kill();
}
