//! `GET /{media}`: posts, read back.

use ig_sandbox_core::{Config, Reader};

use crate::support::{Bench, PHOTO, USER};

#[test]
fn without_fields_there_is_only_the_id() {
    let mut bench = Bench::new();
    let (_, media) = bench.post_photo("a");
    assert_eq!(bench.get(&format!("/{media}"), &[]).to_text(), format!(r#"{{"id":"{media}"}}"#));
}

#[test]
fn a_post_reads_back_in_full() {
    let mut bench = Bench::new();
    let container = bench.try_create(&[
        ("image_url", PHOTO),
        ("caption", "#BronzFonz"),
        ("alt_text", "A statue"),
    ]);
    let media = bench.try_publish(&container.id()).id();
    let fields = "id,caption,media_type,media_product_type,permalink,shortcode,timestamp,username,\
                  media_url,alt_text,owner,like_count,thumbnail_url";
    let reply = bench.get(&format!("/{media}"), &[("fields", fields)]).json();
    let shortcode = reply["shortcode"].as_str().unwrap();
    assert_eq!(shortcode.len(), 11);
    assert_eq!(
        reply,
        serde_json::json!({
            "id": media,
            "caption": "#BronzFonz",
            "media_type": "IMAGE",
            "media_product_type": "FEED",
            "permalink": format!("http://127.0.0.1:8025/p/{shortcode}/"),
            "shortcode": shortcode,
            "timestamp": "2019-09-26T22:36:43+0000",
            "username": "bronz_fonz",
            "media_url": format!("http://127.0.0.1:8025/media/{shortcode}"),
            "alt_text": "A statue",
            "owner": {"id": USER},
            "like_count": 0,
        })
    );
}

#[test]
fn at_signs_are_for_administrators() {
    for (reader, caption, shown) in [
        (Reader::User, "with @therock!", Some("with therock!")),
        (Reader::Admin, "with @therock!", Some("with @therock!")),
        (Reader::User, "@", None),
        (Reader::User, "", None),
    ] {
        let mut bench = Bench::with(Config::default().with_reader(reader));
        let (_, media) = bench.post_photo(caption);
        let reply = bench.get(&format!("/{media}"), &[("fields", "caption")]).json();
        assert_eq!(reply.get("caption").and_then(serde_json::Value::as_str), shown, "{caption}");
        let sent = bench.state().accounts[0].media[0].caption.clone();
        assert_eq!(sent.unwrap_or_default(), caption);
    }
}

#[test]
fn the_copy_of_the_file_is_served() {
    let mut bench = Bench::new();
    bench.post_photo("a");
    let url = bench.state().accounts[0].media[0].media_url.clone().unwrap();
    let path = url.strip_prefix("http://127.0.0.1:8025").unwrap().to_owned();
    let reply = bench.get(&path, &[]);
    assert_eq!(reply.header("content-type"), Some("image/jpeg"));
    assert_eq!(reply.body, crate::support::jpeg(64, 64));
}

fn named(media: &str, host: &str) -> http::Request<Vec<u8>> {
    let request = http::Request::get(format!("/{media}?fields=permalink")).header("host", host);
    request.header("authorization", "Bearer sandbox-token").body(Vec::new()).unwrap()
}

#[test]
fn links_lead_to_where_the_client_is() {
    let mut bench = Bench::new();
    let (_, media) = bench.post_photo("a");
    for (host, start) in [
        ("localhost:9", "http://localhost:9/p/"),
        ("[::1]:9", "http://[::1]:9/p/"),
        ("sandbox", "http://sandbox/p/"),
    ] {
        let permalink = bench.send(named(&media, host)).unwrap().text("/permalink");
        assert!(permalink.starts_with(start), "{host}: {permalink}");
    }
    assert_eq!(bench.send(named(&media, "evil\"><script>")).unwrap().status, 403);
}

/// R46.
#[test]
fn views_are_only_for_business_discovery() {
    let mut bench = Bench::new();
    let (_, media) = bench.post_photo("a");
    let says = "(#36104) You do not have permission to access this field outside of the Business \
                Discovery API.";
    let path = format!("/{media}");
    bench.get(&path, &[("fields", "id,view_count")]).is_error(400, 36104, 0).says(says);
    bench.get(&path, &[("fields", "view_count,view_counts")]).is_error(400, 100, 0);
}
