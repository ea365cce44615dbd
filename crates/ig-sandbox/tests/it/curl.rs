//! The requests of the guide, typed into a shell.

use std::process::Command;

use ig_sandbox::Server;
use serde_json::Value;

use crate::{
    server::standing,
    support::{TOKEN, USER},
};

/// The guide's tags as it prints them: lax JSON over several lines.
const TAGS: &str = "[
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

/// Runs curl with the token in the header, without the proxies and the settings of this machine.
fn curl(server: &Server, arguments: &[&str]) -> Value {
    let mut command = Command::new("curl");
    command.args(["--disable", "--silent", "--show-error", "--noproxy", "*", "--max-time", "30"]);
    command.args(["--header", &format!("Authorization: Bearer {TOKEN}")]);
    for argument in arguments {
        command.arg(argument.replace("{server}", &server.url()));
    }
    let output = command.output().unwrap_or_else(|error| {
        panic!("this test needs curl: install it with your package manager ({error})")
    });
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("JSON: {text}"))
}

fn id(reply: &Value) -> &str {
    reply["id"].as_str().unwrap_or_else(|| panic!("an id: {reply}"))
}

#[test]
fn a_photo_is_posted_with_the_guides_own_lines() {
    let server = standing();
    let photo = "image_url=https://www.example.com/images/bronz-fonz.jpg&caption=%23BronzFonz";
    let created = curl(&server, &["-X", "POST", &format!("{{server}}/{USER}/media?{photo}")]);
    let container = id(&created);

    // The account of the guide's second line did not make the container.
    let publish = |account: &str| {
        let url = format!("{{server}}/{account}/media_publish?creation_id={container}");
        curl(&server, &["-X", "POST", &url])
    };
    assert_eq!(publish("17841405822304914")["error"]["error_subcode"], 33);
    let published = publish(USER);

    let limit = curl(&server, &[&format!("{{server}}/{USER}/content_publishing_limit")]);
    assert_eq!(limit, serde_json::json!({"data": [{"quota_usage": 1}]}));
    let status = curl(&server, &[&format!("{{server}}/{container}?fields=status_code")]);
    assert_eq!(status["status_code"], "PUBLISHED");
    let media = curl(&server, &["-g", &format!("{{server}}/{}?fields=caption", id(&published))]);
    assert_eq!(media["caption"], "#BronzFonz");
}

#[test]
fn the_missing_colon_gets_a_clear_answer() {
    let server = standing();
    for params in [
        "image_url=https//www.example.com/images/bronz-fonz.jpg&caption=%23BronzFonz",
        "media_type=REELS&video_url=https//www.example.com/videos/hungry-fonzes.mov\
         &caption=%23Heyyyyyyyy!",
    ] {
        let reply = curl(&server, &["-X", "POST", &format!("{{server}}/{USER}/media?{params}")]);
        assert_eq!(reply["error"]["code"], 9004, "{reply}");
        let text = reply["error"]["error_user_msg"].as_str().unwrap();
        assert!(text.contains("https//www.example.com/"), "{text}");
    }
}

#[test]
fn people_are_tagged_with_data_form_and_json() {
    let server = standing();
    let url = format!("{{server}}/v26.0/{USER}/media");
    let image = "image_url=https://www.example.com/images/bronzed-fonzes.jpg";
    let tags = format!("user_tags={TAGS}");
    let json = serde_json::json!({
        "image_url": "https://www.example.com/images/bronzed-fonzes.jpg",
        "caption": "#BronzedFonzes!",
        "user_tags": TAGS,
    });
    for arguments in [
        vec![
            "--data-urlencode",
            image,
            "--data-urlencode",
            "caption=#BronzedFonzes!",
            "--data-urlencode",
            &tags,
        ],
        vec![
            "-G",
            "-X",
            "POST",
            "--data-urlencode",
            image,
            "-d",
            "caption=%23BronzedFonzes!",
            "--data-urlencode",
            &tags,
        ],
        vec!["-F", image, "-F", "caption=#BronzedFonzes!", "--form-string", &tags],
        vec!["-H", "Content-Type: application/json", "--data-binary", &json.to_string()],
    ] {
        let arguments: Vec<&str> = arguments.into_iter().chain([url.as_str()]).collect();
        let container = id(&curl(&server, &arguments)).to_owned();
        let publish = format!("{{server}}/{USER}/media_publish");
        curl(&server, &["-d", &format!("creation_id={container}"), &publish]);
        let state = server.with(|sandbox, now| sandbox.state(now));
        let post = &state.accounts[0].media[0];
        assert_eq!(post.container_id, container);
        assert_eq!(post.caption.as_deref(), Some("#BronzedFonzes!"));
        let tags: Vec<_> =
            post.user_tags.iter().map(|tag| (&*tag.username, tag.x, tag.y)).collect();
        assert_eq!(
            tags,
            [("kevinhart4real", Some(0.5), Some(0.8)), ("therock", Some(0.3), Some(0.2))]
        );
    }
}

#[test]
fn a_place_is_searched_and_tagged() {
    let server = standing();
    let search = format!(
        "{{server}}/pages/search?q=guggenheim&fields=name,location,link&access_token={TOKEN}"
    );
    let found = curl(&server, &[&search]);
    assert_eq!(found["data"][0]["location"]["street"], "1071 5th Ave");
    let params = "image_url=https://www.example.com/images/gugges.jpg&caption=Exhibiting!\
                  &location_id=7640348500";
    id(&curl(&server, &["-X", "POST", &format!("{{server}}/{USER}/media?{params}")]));
}

#[test]
fn a_video_is_posted() {
    let server = standing();
    let params = "media_type=REELS&video_url=https://www.example.com/videos/hungry-fonzes.mov\
                  &caption=%23Heyyyyyyyy!";
    let created = curl(&server, &["-X", "POST", &format!("{{server}}/{USER}/media?{params}")]);
    let status = format!("{{server}}/{}?fields=status_code", id(&created));
    // The file arrives in the background, in its own time; its processing takes virtual time.
    let begun = std::time::Instant::now();
    loop {
        curl(&server, &["-d", r#"{"advance_s": 10}"#, "{server}/_sandbox/clock"]);
        if curl(&server, &[&status])["status_code"] == "FINISHED" {
            break;
        }
        assert!(begun.elapsed().as_secs() < 120, "the video never got ready");
    }
    let publish = format!("{{server}}/{USER}/media_publish?creation_id={}", id(&created));
    id(&curl(&server, &["-X", "POST", &publish]));
}
