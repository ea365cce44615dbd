//! Every success that the reference has a body of, as the sandbox answers the same call: the same
//! keys with values of the same kinds.

mod spec;
mod tokens;

use http::Method;
use ig_sandbox_core::{Config, Login};
use serde_json::{Value, json};

use crate::support::{Bench, PHOTO, Reply, USER, VIDEO};

/// Holds what a call gives against a body of the reference. `beside` are the keys that the sandbox
/// has and the body has not.
#[track_caller]
fn check(section: &str, captured: Value, found: &Reply, beside: &[&str]) {
    assert_eq!(found.status, 200, "{section}: {}", found.to_text());
    let found = found.json();
    let mut differences = Vec::new();
    compare("", &captured, &found, &mut differences);
    assert_eq!(differences, beside, "{section}: {found}");
}

fn compare(at: &str, captured: &Value, found: &Value, differences: &mut Vec<String>) {
    match (captured, found) {
        (Value::Object(captured), Value::Object(found)) => {
            for (name, value) in captured {
                match found.get(name) {
                    Some(own) => compare(&format!("{at}/{name}"), value, own, differences),
                    None => differences.push(format!("missing {at}/{name}")),
                }
            }
            let more = found.keys().filter(|name| !captured.contains_key(*name));
            differences.extend(more.map(|name| format!("{at}/{name}")));
        }
        (Value::Array(captured), Value::Array(found)) => {
            if found.is_empty() != captured.is_empty() {
                differences.push(format!("{at} has {} items", found.len()));
            }
            for (own, captured) in found.iter().zip(captured.iter().chain(captured.iter().cycle()))
            {
                compare(&format!("{at}[]"), captured, own, differences);
            }
        }
        _ => {
            if std::mem::discriminant(captured) != std::mem::discriminant(found) {
                differences.push(format!("{at} is {found} and not like {captured}"));
            }
        }
    }
}

fn instagram() -> Bench {
    Bench::with(Config::default().with_login(Login::Instagram))
}

#[test]
fn containers_are_made_as_captured() {
    let path = format!("/v25.0/{USER}/media");
    let mut bench = Bench::new();
    let photo = ("image_url", PHOTO);
    check("2.7", json!({"id": "17889455560051444"}), &bench.post(&path, &[photo]), &[]);
    let upload = [("media_type", "REELS"), ("upload_type", "resumable")];
    let reply = bench.post(&path, &upload);
    let uri = "https://rupload.facebook.com/ig-api-upload/v25.0/1";
    check("2.7", json!({"id": "1", "uri": uri}), &reply, &[]);
    // Fields of a write: the reply is what a read of the new node gives.
    let fields = ("fields", "id,status,status_code");
    let status = json!({"id": "1", "status": "Finished: …", "status_code": "FINISHED"});
    let reply = bench.post(&path, &[photo, fields]);
    check("5", status.clone(), &reply, &[]);
    assert_eq!(reply.text("/status_code"), "FINISHED");
    let reel = [("media_type", "REELS"), ("video_url", VIDEO), fields];
    let reply = bench.post(&path, &reel);
    check("5", status.clone(), &reply, &[]);
    assert_eq!(reply.text("/status_code"), "IN_PROGRESS");
    let reply = bench.post(&path, &[&upload[..], &[fields]].concat());
    check("5", status, &reply, &["/uri"]);
    let containers = bench.state().accounts[0].containers.len();
    bench.post(&path, &[photo, ("fields", "id,caption")]).is_error(400, 100, 0);
    assert_eq!(bench.state().accounts[0].containers.len(), containers, "nothing was made");
}

#[test]
fn containers_are_published_as_captured() {
    let mut bench = Bench::new();
    let path = format!("/v25.0/{USER}/media_publish");
    let id = bench.create("a");
    let reply = bench.post(&path, &[("creation_id", &id)]);
    check("4", json!({"id": "17920238422030506"}), &reply, &[]);
    let id = bench.create("b");
    bench.post(&path, &[("creation_id", &id), ("fields", "id,status")]).is_error(400, 100, 0);
    assert_eq!(bench.posts(), 1, "a refusal publishes nothing");
    let params = [("creation_id", id.as_str()), ("fields", "id,permalink,caption")];
    let reply = bench.post(&path, &params);
    let permalink = "https://www.instagram.com/p/B38Xyp6nqsS/";
    check("7.2", json!({"id": "1", "permalink": permalink, "caption": "b"}), &reply, &[]);
    assert_eq!((bench.posts(), reply.header("x-sandbox-note")), (2, None));
}

#[test]
fn containers_read_as_captured() {
    let mut bench = Bench::new();
    let id = bench.create("a");
    let reply = bench.get(&format!("/{id}"), &[("fields", "status_code")]);
    check("5", json!({"status_code": "FINISHED", "id": "17889615691921648"}), &reply, &[]);
    let to = bench.create_for_upload();
    let fields = [("fields", "id,status_code,video_status")];
    let status = |bench: &mut Bench| bench.get(&format!("/{}", to.id), &fields);
    let video = crate::support::mov();
    let half = video.len() / 2;
    bench.upload(&to, 0, video.len(), &video[..half]);
    let interrupted = json!({
        "id": "1", "status_code": "IN_PROGRESS",
        "video_status": {
            "uploading_phase": {"status": "in_progress", "bytes_transferred": 50002},
            "processing_phase": {"status": "not_started"},
        },
    });
    // Of the same phase in the body of a failed upload.
    let size = ["/video_status/uploading_phase/source_file_size"];
    check("3.4", interrupted.clone(), &status(&mut bench), &size);
    let reply = bench.upload(&to, half, video.len(), &video[half..]);
    check("3.3", json!({"success": true, "message": "Upload successful."}), &reply, &[]);
    check("3.4", interrupted, &status(&mut bench), &size);
}

#[test]
fn the_limit_reads_as_captured() {
    let mut bench = Bench::new();
    let path = format!("/{USER}/content_publishing_limit");
    check("6", json!({"data": [{"quota_usage": 2}]}), &bench.get(&path, &[]), &[]);
    let both = json!({"data": [
        {"quota_usage": 2, "config": {"quota_total": 50, "quota_duration": 86400}},
    ]});
    check("6", both, &bench.get(&path, &[("fields", "quota_usage,config")]), &[]);
}

#[test]
fn posts_read_as_captured() {
    let mut bench = Bench::new();
    let (_, photo) = bench.post_photo("#BronzFonz");
    let cursors = json!({"before": "QVFIU", "after": "QVFIU"});
    let path = format!("/v25.0/{USER}/media");
    let one = json!({"data": [{"id": "1"}], "paging": {"cursors": cursors}});
    check("7.1", one, &bench.get(&path, &[]), &[]);
    bench.post_photo("b");
    let next = json!({
        "data": [{"id": "1"}], "paging": {"cursors": cursors, "next": "https://graph.facebook.com/"},
    });
    check("7.1", next, &bench.get(&path, &[("limit", "1")]), &[]);
    let fields = "id,caption,media_type,media_product_type,permalink,shortcode,timestamp,owner";
    let post = json!({
        "id": "1", "caption": "a", "media_type": "IMAGE", "media_product_type": "FEED",
        "permalink": "https://www.instagram.com/p/B38Xyp6nqsS/", "shortcode": "B38Xyp6nqsS",
        "timestamp": "2019-09-26T22:36:43+0000", "owner": {"id": "1"},
    });
    check("7.2", post, &bench.get(&format!("/{photo}"), &[("fields", fields)]), &[]);
    let path = format!("/{photo}");
    let update = bench.post(&path, &[("comment_enabled", "false")]);
    check("7.2", json!({"success": true}), &update, &[]);
    let delete = bench.call(Method::DELETE, &path, &[]).unwrap();
    check("7.2", json!({"success": true, "deleted_id": "1"}), &delete, &[]);
    let stories = bench.get(&format!("/{USER}/stories"), &[]);
    assert_eq!(stories.json(), json!({"data": []}), "an empty list has no paging");
}

#[test]
fn nested_nodes_read_as_captured() {
    let mut bench = Bench::new();
    let item = [("image_url", PHOTO), ("is_carousel_item", "true")];
    let items: Vec<String> = (0..3).map(|_| bench.try_create(&item).id()).collect();
    let carousel = [("media_type", "CAROUSEL"), ("children", &*items.join(","))];
    let id = bench.try_create(&carousel).id();
    bench.wait(2);
    let album = bench.try_publish(&id).id();
    let count = |bench: &mut Bench, path: &str, fields: &str, at: &str| {
        let reply = bench.get(path, &[("fields", fields)]);
        let json = reply.json();
        let item = json.pointer(&format!("{at}/0")).unwrap_or(&Value::Null);
        let keys: Vec<String> = item.as_object().unwrap().keys().cloned().collect();
        (json.pointer(at).unwrap().as_array().unwrap().len(), keys.join(","))
    };
    let path = format!("/{album}");
    for (fields, found) in [
        ("children{id,media_type}", (3, "id,media_type")),
        ("children.limit(2){id,media_type}", (2, "id,media_type")),
        ("children{media_type}", (3, "id,media_type")),
        ("children", (3, "id")),
    ] {
        let found = (found.0, found.1.to_owned());
        assert_eq!(count(&mut bench, &path, fields, "/children/data"), found, "{fields}");
    }
    let account = format!("/{USER}");
    for (fields, at, found) in [
        ("media{id,caption}", "/media/data", (1, "id")),
        ("media.limit(1){id,children{media_type}}", "/media/data", (1, "children,id")),
        ("media{children.limit(1){id}}", "/media/data/0/children/data", (1, "id")),
    ] {
        let found = (found.0, found.1.to_owned());
        assert_eq!(count(&mut bench, &account, fields, at), found, "{fields}");
    }
    let fields = [("fields", "owner{username},children.order(chronological){comments}")];
    let reply = bench.get(&path, &fields);
    assert_eq!(reply.json()["owner"], json!({"username": "bronz_fonz", "id": USER}));
    let note = "the sandbox has no value for comments; without effect in `fields`: \
                order(chronological)";
    assert_eq!(reply.header("x-sandbox-note"), Some(note));
    bench.get(&path, &[("fields", "owner{nickname}")]).is_error(400, 100, 0);
}

#[test]
fn what_has_a_value_is_not_said_to_have_none() {
    let mut bench = Bench::new();
    let fields = [("fields", "id,username,owner{username}")];
    let path = format!("/{USER}/media");
    assert_eq!(bench.get(&path, &fields).header("x-sandbox-note"), None, "an empty list");
    bench.post_photo("a");
    assert_eq!(bench.get(&path, &fields).header("x-sandbox-note"), None);
    let note = bench.get(&path, &[("fields", "id,comments{text}")]);
    assert_eq!(note.header("x-sandbox-note"), Some("the sandbox has no value for comments"));
}

#[test]
fn videos_have_a_picture() {
    let mut bench = Bench::new();
    let cover = "https://www.example.com/64x64.jpg";
    let reel = [("media_type", "REELS"), ("video_url", VIDEO)];
    for (more, expected) in [
        (None, "http://127.0.0.1:8025/_sandbox/files/sample.jpg"),
        (Some(("cover_url", cover)), cover),
    ] {
        let params: Vec<_> = reel.into_iter().chain(more).collect();
        let id = bench.try_create(&params).id();
        bench.wait(10);
        let media = bench.try_publish(&id).id();
        let reply = bench.get(&format!("/{media}"), &[("fields", "thumbnail_url")]);
        assert_eq!(reply.text("/thumbnail_url"), expected);
    }
    let path = "/_sandbox/files/sample.jpg";
    assert_eq!(bench.get(path, &[]).header("content-type"), Some("image/jpeg"));
}

#[test]
fn places_read_as_captured() {
    let page = json!({"data": [{
        "name": "Solomon R. Guggenheim Museum",
        "location": {
            "city": "New York", "country": "United States", "latitude": 40.8,
            "longitude": -73.9, "state": "NY", "street": "1071 5th Ave", "zip": "10128",
        },
        "link": "https://www.facebook.com/7640348500",
        "id": "7640348500",
    }]});
    let params = [("q", "Guggenheim"), ("fields", "id,name,location,link")];
    check("8", page, &Bench::new().get("/pages/search", &params), &[]);
}

#[test]
fn accounts_read_as_captured() {
    let mut bench = Bench::new();
    let fields = "name,access_token,tasks,instagram_business_account";
    let accounts = json!({"data": [{
        "name": "n", "access_token": "t", "instagram_business_account": {"id": "1"}, "id": "1",
        "tasks": ["ANALYZE"],
    }], "paging": {"cursors": {"before": "a", "after": "b"}}});
    check("9.1", accounts, &bench.get("/me/accounts", &[("fields", fields)]), &[]);
    let plain = json!({"data": [{
        "access_token": "t", "category": "c", "category_list": [{"id": "1", "name": "c"}],
        "name": "n", "id": "1", "tasks": ["ANALYZE"],
    }], "paging": {"cursors": {"before": "a", "after": "b"}}});
    check("9.1", plain, &bench.get("/me/accounts", &[]), &[]);
    let fields = "instagram_business_account{name,username}";
    let expanded = json!({"id": "1", "instagram_business_account": {
        "name": "n", "username": "u", "id": "1",
    }});
    let page = format!("/{}", "110000000000001");
    check("9.1", expanded, &bench.get(&page, &[("fields", fields)]), &[]);
    let permissions = json!({"data": [{"permission": "instagram_basic", "status": "granted"}]});
    check("9.1", permissions, &bench.get("/me/permissions", &[]), &[]);
}

#[test]
fn shops_read_as_captured() {
    let mut bench = Bench::new();
    let catalogs = json!({"data": [
        {"catalog_id": "1", "catalog_name": "n", "shop_name": "n", "product_count": 11},
    ]});
    let reply = bench.get(&format!("/{USER}/available_catalogs"), &[]);
    check("9.2", catalogs, &reply, &[]);
    let catalog = reply.text("/data/0/catalog_id");
    let cursors = json!({"cursors": {"before": "a", "after": "b"}});
    let product = json!({
        "product_id": 1, "merchant_id": 1, "product_name": "n", "image_url": "https://e.com/a.jpg",
        "retailer_id": "r", "review_status": "approved", "is_checkout_flow": false,
    });
    let search = |bench: &mut Bench, more: &[(&str, &str)]| {
        let params = [&[("catalog_id", catalog.as_str())], more].concat();
        bench.get(&format!("/{USER}/catalog_product_search"), &params)
    };
    let found = search(&mut bench, &[("q", "comb")]);
    check("9.2", json!({"data": [product], "paging": cursors}), &found, &[]);
    let mut with_variants = product;
    with_variants["product_variants"] = json!([{"product_id": 1, "variant_name": "n"}]);
    let fields = "product_id,merchant_id,product_name,image_url,retailer_id,review_status,\
                  is_checkout_flow,product_variants";
    let found = search(&mut bench, &[("q", "jacket"), ("fields", fields)]);
    check("9.2", json!({"data": [with_variants], "paging": cursors}), &found, &[]);
    let statuses = search(&mut bench, &[("fields", "review_status")]).json();
    for product in statuses["data"].as_array().unwrap() {
        let status = product["review_status"].as_str().unwrap();
        assert!(["approved", "outdated", "pending", "rejected"].contains(&status), "{status}");
    }
}

#[test]
fn the_account_of_an_instagram_login_reads_as_captured() {
    let mut bench = instagram();
    let fields = "user_id,username,account_type,name,followers_count,follows_count,media_count";
    let me = json!({
        "user_id": "1", "username": "u", "account_type": "BUSINESS", "name": "n",
        "followers_count": 0, "follows_count": 0, "media_count": 0, "id": "1",
    });
    let reply = bench.get("/v25.0/me", &[("fields", fields)]);
    check("9.3", me.clone(), &reply, &[]);
    // The id that `me` has can be read as well, and so can that of the paths.
    for id in [reply.text("/id"), USER.to_owned()] {
        let by_id = bench.get(&format!("/{id}"), &[("fields", fields)]);
        check("9.3", me.clone(), &by_id, &[]);
        assert_eq!((by_id.text("/id"), by_id.text("/user_id")), (id, USER.to_owned()));
    }
}

#[test]
fn a_batch_replies_as_captured() {
    let mut bench = Bench::new();
    let calls = json!([
        {"method": "GET", "relative_url": format!("{USER}/content_publishing_limit")},
    ]);
    let reply = bench.post("/v25.0/", &[("batch", &calls.to_string())]);
    let entries = json!([
        {"code": 200, "headers": [{"name": "Content-Type", "value": "v"}], "body": "{}"},
    ]);
    check("12.5", entries, &reply, &[]);
}
