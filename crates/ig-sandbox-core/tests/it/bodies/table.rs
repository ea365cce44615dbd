//! The table: the record, the way to provoke it, and the sandbox's additional fields.

use std::time::Duration;

use http::Method;
use ig_sandbox_core::{
    Config,
    Login::{Facebook, Instagram},
};

use super::provoke::{
    How::{self, Fault, Request},
    hosted_behind_robots, on, uploaded,
};
use crate::support::{Bench, PHOTO, Reply, TOKEN, USER, request};

/// A recorded body.
pub(super) struct Row {
    /// The name of its file.
    pub(super) record: &'static str,
    pub(super) how: How,
    /// The sandbox's fields beyond the record, which is often a quotation.
    pub(super) beside: Vec<String>,
}

impl Row {
    pub(super) fn number(&self) -> u32 {
        self.record[1..3].parse().unwrap()
    }

    /// The row as in `BODIES.md`.
    pub(super) fn to_line(&self) -> String {
        let (name, status) = self.record.rsplit_once("__").unwrap();
        let name = name[4..].replace('_', " ");
        let (number, how) = (self.number(), self.how.to_text());
        let beside = self.beside.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        format!("| R{number} | {status} | {name} | {how} | {} |", beside.join(", "))
    }
}

fn row(record: &'static str, how: How, beside: &str) -> Row {
    let mut beside: Vec<String> = beside.split_whitespace().map(str::to_owned).collect();
    beside.sort();
    Row { record, how, beside }
}

fn get(bench: &mut Bench, path: &str, params: &[(&str, &str)]) -> Reply {
    bench.get(path, params)
}

#[rustfmt::skip]
pub(super) fn all() -> Vec<Row> {
    vec![
        row("r01_publish_blocked__403", Fault(Facebook, r#"{"on": "publish", "do": "error", "code": 4, "subcode": 2207051}"#), ""),
        row("r02_publish_blocked_older__403", Fault(Facebook, r#"{"on": "publish", "do": "error", "code": 4, "subcode": 2207051, "title": "Action is blocked", "user_message": "We restrict certain activity to protect our community. Tell us if you think that we've made a mistake."}"#), ""),
        row("r03_publish_not_ready__400", Request("`media_publish` of a video that is still in process", || {
            let mut bench = Bench::new();
            let video = bench.try_create(&[("media_type", "REELS"), ("video_url", crate::support::VIDEO)]).id();
            bench.try_publish(&video)
        }), ""),
        row("r04_publish_not_ready_localised__400", Fault(Facebook, r#"{"on": "publish", "do": "error", "code": 9007, "subcode": 2207027, "user_message": "Media belum siap untuk menerbitkan, tunggu beberapa saat lagi"}"#), "type is_transient error_user_title"),
        row("r05_create_not_fetched__400", Request("a photo that cannot be fetched", || Bench::new().try_create(&[("image_url", "https://uploads.postiz.com/photo.png")])), ""),
        row("r06_create_not_fetched_localised__400", Fault(Facebook, r#"{"on": "create", "do": "error", "code": 9004, "subcode": 2207052, "title": "Error al descargar el contenido multimedia...", "user_message": "El URI de este contenido no cumple nuestros requisitos."}"#), ""),
        row("r07_create_image_format__400", Request("a photo that cannot be read", || Bench::new().try_create(&[("image_url", "https://www.example.com/broken.jpg")])), ""),
        row("r08_create_aspect_ratio__400", Request("a photo that is too wide", || Bench::new().try_create(&[("image_url", "https://www.example.com/400x100.jpg")])), "is_transient error_user_msg"),
        row("r09_create_too_large__400", Request("a photo of more than 8 MiB", || Bench::new().try_create(&[("image_url", "https://www.example.com/large.jpg")])), ""),
        row("r10_create_caption_too_long__400", Request("a caption of 2201 characters", || Bench::new().try_create(&[("image_url", PHOTO), ("caption", &"a".repeat(2201))])), "is_transient error_user_msg"),
        row("r11_create_unknown_tag__400", Request("a tag of a username that starts with `nobody`", || Bench::new().try_create(&[("image_url", PHOTO), ("user_tags", "[{username:'nobody',x:0.5,y:0.5}]")])), "type"),
        row("r12_discovery_user_not_found__400", Fault(Facebook, r#"{"on": "media_list", "do": "error", "code": 110, "subcode": 2207013, "title": "找不到用户", "user_message": "找不到帐号为 nokiamobil 的用户。"}"#), ""),
        row("r13_account_restricted__400", Fault(Facebook, r#"{"on": "create", "do": "error", "code": 25, "subcode": 2207050}"#), ""),
        row("r14_app_without_permission__400", Request("a token without `instagram_basic`", || get(&mut Bench::with(Config::default().without_scope("instagram_basic")), &format!("/{USER}/content_publishing_limit"), &[])), ""),
        row("r15_not_a_business_account__400", Request("an account whose type is `PERSONAL`", || get(&mut Bench::with(Config::default().with_account_type("PERSONAL")), &format!("/{USER}/content_publishing_limit"), &[])), ""),
        row("r16_publish_permission__400", Request("a token without `instagram_content_publish`", || Bench::with(Config::default().without_scope("instagram_content_publish")).try_publish("1")), ""),
        row("r17_token_user_not_confirmed__400", Fault(Facebook, r#"{"on": "media_list", "do": "error", "code": 190, "subcode": 464}"#), ""),
        row("r18_token_page_role_lost__400", Fault(Facebook, r#"{"on": "media_list", "do": "error", "code": 190, "subcode": 492}"#), ""),
        row("r19_token_password_changed__400", Fault(Facebook, r#"{"on": "media_list", "do": "error", "code": 190, "subcode": 460}"#), ""),
        row("r20_token_expired__400", Request("a token with `lifetime_s = 60`, a minute later", || {
            let mut bench = Bench::with(Config::default().with_token_lifetime(Duration::from_secs(60)));
            bench.post_photo("in time");
            bench.wait(60);
            bench.get(&format!("/{USER}/media"), &[])
        }), ""),
        row("r21_token_not_parsed__400", Request("any other token", || {
            let mut asked = request(Method::GET, "/me", &[]);
            asked.headers_mut().insert("authorization", "Bearer EAAother".parse().unwrap());
            Bench::new().send(asked).unwrap()
        }), ""),
        row("r22_token_missing__400", Request("no token", || {
            let mut asked = request(Method::GET, "/me", &[]);
            asked.headers_mut().remove("authorization");
            Bench::new().send(asked).unwrap()
        }), ""),
        row("r23_security_check__400", Fault(Facebook, r#"{"on": "create", "do": "error", "code": 368, "subcode": 1404006}"#), ""),
        row("r24_page_publishing_authorization__400", Fault(Facebook, r#"{"on": "create", "do": "error", "code": 368, "subcode": 1404078}"#), ""),
        row("r25_object_not_there__400", Request("`GET` of an unknown id", || get(&mut Bench::new(), "/17889455560051444", &[])), ""),
        row("r26_object_not_there_instagram__400", Request("the same, on graph.instagram.com", || get(&mut on(Instagram), "/17889455560051444", &[])), ""),
        row("r27_object_not_there_delete__400", Request("`DELETE` of a post, on graph.instagram.com", || {
            let mut bench = on(Instagram);
            let (_, media) = bench.post_photo("stays");
            bench.call(Method::DELETE, &format!("/{media}"), &[]).unwrap()
        }), ""),
        row("r28_object_not_there_none__400", Request("`POST /None/media`", || Bench::new().post("/None/media", &[("image_url", PHOTO)])), ""),
        row("r29_authorization_error__400", Request("a read while `read_outage` lasts", || {
            let mut bench = Bench::new();
            let container = bench.create("there");
            bench.arm(r#"[{"on": "status", "do": "read_outage", "delay_s": 60}]"#);
            bench.get(&format!("/{container}"), &[])
        }), ""),
        row("r30_object_not_there_wordless__400", Fault(Instagram, r#"{"on": "media", "do": "error", "code": 100, "subcode": 33, "message": ""}"#), ""),
        row("r31_parameter_comment_enabled__400", Request("`POST` to a post without `comment_enabled`, on graph.instagram.com", || {
            let mut bench = on(Instagram);
            let (_, media) = bench.post_photo("stays");
            bench.post(&format!("/{media}"), &[])
        }), ""),
        row("r32_parameter_image_url__400", Request("`POST /{user}/media` without parameters, on graph.instagram.com", || on(Instagram).try_create(&[])), ""),
        row("r32_parameter_image_url_facebook__400", Request("the same, on graph.facebook.com", || Bench::new().try_create(&[])), ""),
        row("r33_app_not_set_up__400", Fault(Instagram, r#"{"on": "media_list", "do": "error", "code": 100, "message": "Unsupported request - method type: get"}"#), ""),
        row("r34_unknown_path__500", Request("`GET /{user}/messages`, on graph.instagram.com", || get(&mut on(Instagram), &format!("/{USER}/messages"), &[])), ""),
        row("r35_publish_unexpected__500", Fault(Facebook, r#"{"on": "publish", "do": "error"}"#), ""),
        row("r36_service_unavailable__400", Fault(Facebook, r#"{"on": "publish", "do": "error", "status": 400, "code": 2, "message": "(#2) Service temporarily unavailable"}"#), ""),
        row("r37_unknown__500", Fault(Facebook, r#"{"on": "media_list", "do": "error", "code": 1, "subcode": 99}"#), "type"),
        row("r38_too_much_data__500", Fault(Facebook, r#"{"on": "media_list", "do": "error", "code": 1, "message": "Please reduce the amount of data you're asking for, then retry your request"}"#), "type"),
        row("r39_app_limit__403", Fault(Facebook, r#"{"on": "media_list", "do": "error", "code": 4}"#), ""),
        row("r40_page_limit__400", Fault(Facebook, r#"{"on": "media_list", "do": "error", "code": 32}"#), ""),
        row("r41_page_account_limit__400", Fault(Facebook, r#"{"on": "media_list", "do": "error", "code": 80001}"#), ""),
        row("r42_instagram_limit__400", Fault(Facebook, r#"{"on": "media_list", "do": "rate_limit", "minutes": 12}"#), ""),
        row("r42_instagram_limit_subcode__400", Fault(Facebook, r#"{"on": "media_list", "do": "error", "code": 80002, "subcode": 2446079}"#), ""),
        row("r43_custom_limit__400", Fault(Facebook, r#"{"on": "media_list", "do": "error", "code": 613}"#), ""),
        row("r44_unknown_field__400", Fault(Facebook, r#"{"on": "media", "do": "error", "code": 100, "message": "(#100) Tried accessing nonexisting field (branded_content_partner)"}"#), ""),
        row("r44_unknown_field_node__400", Fault(Facebook, r#"{"on": "media", "do": "error", "code": 100, "message": "(#100) Tried accessing nonexisting field (branded_content_partner) on node type (Video)"}"#), ""),
        row("r45_field_twice__400", Request("`fields=id,id`", || get(&mut Bench::new(), &format!("/{USER}"), &[("fields", "id,id")])), ""),
        row("r46_field_of_discovery__400", Request("`fields=view_count` of a post", || {
            let mut bench = Bench::new();
            let (_, media) = bench.post_photo("seen");
            bench.get(&format!("/{media}"), &[("fields", "view_count")])
        }), ""),
        row("r47_appsecret_proof__400", Request("an invalid `appsecret_proof`", || get(&mut Bench::new(), "/me", &[("appsecret_proof", "00")])), ""),
        row("r48_delete_media_type__400", Request("`DELETE` of a story", || {
            let mut bench = Bench::new();
            let story = bench.try_create(&[("media_type", "STORIES"), ("image_url", PHOTO)]).id();
            let media = bench.try_publish(&story).id();
            bench.call(Method::DELETE, &format!("/{media}"), &[]).unwrap()
        }), ""),
        row("r49_carousel_size__400", Request("a carousel of 11, with `rules = \"strict\"` and `carousel_refusal = \"observed\"`", || {
            let mut bench = Bench::with(Config::from_toml("rules = \"strict\"\ncarousel_refusal = \"observed\"").unwrap());
            let item = |bench: &mut Bench| bench.try_create(&[("image_url", PHOTO), ("is_carousel_item", "true")]).id();
            let children: Vec<String> = (0..11).map(|_| item(&mut bench)).collect();
            bench.try_create(&[("media_type", "CAROUSEL"), ("children", &children.join(","))])
        }), ""),
        row("r50_collaborators_on_item__400", Request("`collaborators` on a carousel item", || Bench::new().try_create(&[("image_url", PHOTO), ("is_carousel_item", "true"), ("collaborators", "[\"therock\"]")])), ""),
        row("r51_upload_failed__400", Fault(Facebook, r#"{"on": "upload", "do": "error"}"#), ""),
        row("r52_upload_offset__412", Request("an upload from an offset where it does not stand", || uploaded(&mut Bench::new(), "5")), ""),
        row("r53_debug_token_dead__200", Request("`debug_token` of a token that is not known", || get(&mut Bench::new(), "/debug_token", &[("input_token", "EAAdead"), ("access_token", TOKEN)])), ""),
        row("r54_upload_url_not_fetched__422", Request("an upload from a URL that robots.txt keeps away", hosted_behind_robots), ""),
    ]
}
