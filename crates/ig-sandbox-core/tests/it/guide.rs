//! The requests of the first edition of Meta's guide, in every form that parameters can take.

use http::{Method, Request};
use ig_sandbox_core::{Config, VideoAlone};

use crate::support::{Bench, Reply, START, TAGS, TOKEN, USER, form, mov};

const INTAKES: [Intake; 4] = [Intake::Query, Intake::Form, Intake::Json, Intake::Multipart];

#[derive(Clone, Copy, Debug)]
enum Intake {
    Query,
    Form,
    Json,
    Multipart,
}

fn send(bench: &mut Bench, intake: Intake, path: &str, params: &[(&str, &str)]) -> Reply {
    let params: Vec<_> = params.iter().copied().chain([("access_token", TOKEN)]).collect();
    let mut uri = path.to_owned();
    let (content_type, body) = match intake {
        Intake::Query => {
            uri = format!("{path}?{}", form(&params));
            ("", String::new())
        }
        Intake::Form => ("application/x-www-form-urlencoded", form(&params)),
        Intake::Json => {
            let fields = params.iter().map(|&(name, value)| (name.to_owned(), value.into()));
            ("application/json", serde_json::Value::Object(fields.collect()).to_string())
        }
        Intake::Multipart => {
            let parts = params.iter().map(|(name, value)| {
                format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            });
            ("multipart/form-data; boundary=b", parts.collect::<String>() + "--b--\r\n")
        }
    };
    let mut request = Request::builder().method(Method::POST).uri(uri);
    if !content_type.is_empty() {
        request = request.header("content-type", content_type);
    }
    bench.send(request.body(body.into_bytes()).unwrap()).unwrap()
}

#[test]
fn a_photo_is_posted() {
    for intake in INTAKES {
        let mut bench = Bench::new();
        let image = "https://www.example.com/images/bronz-fonz.jpg";
        let params = [("image_url", image), ("caption", "#BronzFonz")];
        let container = send(&mut bench, intake, &format!("/{USER}/media"), &params).id();
        assert_eq!(bench.status(&container), "FINISHED");

        // The guide's own mistake: an account that did not create the container.
        let params = [("creation_id", container.as_str())];
        let other = send(&mut bench, intake, "/17841405822304914/media_publish", &params);
        other.is_error(400, 100, 33);
        assert!(other.text("/error/message").starts_with(
            "Unsupported post request. Object with ID '17841405822304914' does not exist"
        ));

        let media = send(&mut bench, intake, &format!("/{USER}/media_publish"), &params).id();
        let state = bench.state();
        assert_eq!(state.accounts[0].media.len(), 1, "{intake:?}");
        assert_eq!(state.accounts[0].media[0].id, media);
        assert_eq!(state.accounts[0].media[0].caption.as_deref(), Some("#BronzFonz"));
    }
}

#[test]
fn the_guides_typing_error_gets_a_clear_error() {
    for intake in INTAKES {
        let mut bench = Bench::new();
        let url = "https//www.example.com/images/bronz-fonz.jpg";
        let params = [("image_url", url), ("caption", "#BronzFonz")];
        let reply = send(&mut bench, intake, &format!("/{USER}/media"), &params);
        reply.is_error(400, 9004, 2_207_052);
        assert!(reply.text("/error/error_user_msg").contains(&format!(" {url}. ")));
    }
}

#[test]
fn people_are_tagged_in_lax_json() {
    for intake in INTAKES {
        let mut bench = Bench::new();
        let params = [
            ("image_url", "https://www.example.com/images/bronzed-fonzes.jpg"),
            ("caption", "#BronzedFonzes!"),
            ("user_tags", TAGS),
        ];
        let container = send(&mut bench, intake, &format!("/{USER}/media"), &params).id();
        bench.try_publish(&container).id();
        let tags = bench.state().accounts[0].media[0].user_tags.clone();
        let tags: Vec<_> = tags.iter().map(|tag| (tag.username.as_str(), tag.x, tag.y)).collect();
        assert_eq!(
            tags,
            [("kevinhart4real", Some(0.5), Some(0.8)), ("therock", Some(0.3), Some(0.2))],
            "{intake:?}"
        );
    }
}

#[test]
fn a_place_is_found_and_tagged() {
    for intake in INTAKES {
        let mut bench = Bench::new();
        let search =
            [("q", "guggenheim"), ("fields", "name,location,link"), ("access_token", TOKEN)];
        let found = Request::get(format!("/pages/search?{}", form(&search))).body(Vec::new());
        let page = bench.send(found.unwrap()).unwrap().text("/data/0/id");
        assert_eq!(page, "7640348500");
        let params = [
            ("image_url", "https://www.example.com/images/gugges.jpg"),
            ("caption", "Exhibiting!"),
            ("location_id", page.as_str()),
        ];
        let container = send(&mut bench, intake, &format!("/{USER}/media"), &params).id();
        bench.try_publish(&container).id();
        let place = bench.state().accounts[0].media[0].location.clone().unwrap();
        assert_eq!((place.id, place.name), (page, "Solomon R. Guggenheim Museum".to_owned()));
    }
}

#[test]
fn a_video_is_posted() {
    assert_eq!(mov()[4..12], *b"ftypqt  ");
    for intake in INTAKES {
        let mut bench = Bench::with(Config::default().with_video_alone(VideoAlone::Reel));
        let params = [
            ("media_type", "VIDEO"),
            ("video_url", "https://www.example.com/videos/hungry-fonzes.mov"),
            ("caption", "#Heyyyyyyyy!"),
        ];
        let container = send(&mut bench, intake, &format!("/{USER}/media"), &params).id();
        assert_eq!(bench.status(&container), "IN_PROGRESS");
        bench.wait(60);
        assert_eq!(bench.status(&container), "FINISHED");
        let params = [("creation_id", container.as_str())];
        send(&mut bench, intake, "/17841405822304914/media_publish", &params)
            .is_error(400, 100, 33);
        send(&mut bench, intake, &format!("/{USER}/media_publish"), &params).id();
        let state = bench.state();
        assert_eq!(state.accounts[0].media[0].caption.as_deref(), Some("#Heyyyyyyyy!"));
        assert_eq!(state.now_ms, START.as_unix_millis() + 60_000);
    }
}
