//! How the sandbox covers a fact: by its replies and by what makes a difference to it.

use std::time::Duration;

use ig_core::{Login, http::Method};
use serde_json::{Value, json};

use super::{
    core,
    facts::Fact,
    heard::Heard,
    lab::{Lab, Outcome},
    request::Parts,
    samples::Sample,
};

const BY_RULE: &str = "by its rules";
const BY_FAULT: &str = "by a fault";

/// How the sandbox covers a fact, in a few words; `None` if it does not.
pub(super) fn state(fact: &Fact, samples: &[Sample], heard: &Heard) -> Option<String> {
    let (place, name) = fact.place();
    match fact.kind.as_str() {
        "endpoint" => heard.answered.contains(&fact.name).then(String::new),
        "parameter" => knows(place, name, samples).then(String::new),
        "header" => {
            let mut of = samples.iter().filter(|sample| sample.key == place);
            let sample = of.find(|it| it.request.headers.iter().any(|(own, _)| own == name))?;
            let mut without = sample.request.clone();
            without.headers.retain(|(own, _)| own != name);
            (run(sample, &without) != run(sample, &sample.request)).then(String::new)
        }
        "field" if heard.has(place, name.trim_end_matches("[]")) => Some(String::new()),
        "field" if !name.contains(['.', '[']) && is_field(place, name) => {
            Some("without a value".to_owned())
        }
        "field" => None,
        "word" => {
            let (path, word) = name.split_once('=').unwrap();
            heard.has_value(place, path, word).then(String::new)
        }
        "permission" => {
            let on_facebook = heard.has_value("GET /me/permissions", "permission", name);
            let code = "POST api.instagram.com/oauth/access_token";
            (on_facebook || heard.has_value(code, "permissions[]", name)).then(String::new)
        }
        "task" => heard.has_value("GET /me/accounts", "tasks[]", name).then(String::new),
        "error" => error(name, heard),
        "name" => heard.messages.iter().any(|it| it.contains(name)).then(|| BY_RULE.to_owned()),
        "body" => core::body(name).and_then(|json| body(&json, heard)),
        other => panic!("{other}"),
    }
}

fn run(sample: &Sample, request: &Parts) -> Outcome {
    let mut lab = Lab::new(sample.login);
    lab.wait(sample.wait);
    lab.send(request)
}

/// Whether a parameter, left out, garbled or added, makes a difference.
fn knows(key: &str, name: &str, samples: &[Sample]) -> bool {
    let of: Vec<_> = samples.iter().filter(|sample| sample.key == key).collect();
    let sends = |sample: &&&Sample| sample.request.names().iter().any(|own| own == name);
    let Some(sample) = of.iter().find(sends).or(of.first()) else { return false };
    let (name, value) = match name.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (name, None),
    };
    let request = match value {
        Some(value) => sample.request.with(name, value),
        None => sample.request.clone(),
    };
    let before = run(sample, &request);
    if value.is_some() && !(200..300).contains(&before.status) {
        return false;
    }
    let others = ["not a value", "1", "17841400000000002", "[]"];
    let others = others.iter().map(|other| request.with(name, other));
    [request.without(name)].into_iter().chain(others).any(|other| run(sample, &other) != before)
}

/// Whether a field can be requested.
fn is_field(key: &str, name: &str) -> bool {
    let Some(path) = key.strip_prefix("GET ") else { return false };
    let lab = Lab::new(Login::Facebook);
    let ids = &lab.ids;
    let path = path
        .replace("{user}", &ids.user)
        .replace("{page}", &ids.page)
        .replace("{container}", &ids.container)
        .replace("{media}", &ids.media);
    let login = if path == "/me" { Login::Instagram } else { Login::Facebook };
    let ask = |fields: &str| {
        let params = [("fields", fields), ("q", "a"), ("catalog_id", "960179311066902")];
        Lab::new(login).get(&path, &params).status
    };
    // An endpoint that accepts any field proves nothing.
    ask(name) == 200 && ask("no_such_field") != 200
}

fn error(name: &str, heard: &Heard) -> Option<String> {
    let (code, subcode) = match name.split_once('/') {
        Some((code, subcode)) => (code, subcode.parse::<i64>().ok()),
        None => (name.split("..").next().unwrap_or_default(), None),
    };
    let Ok(code) = code.parse::<i64>() else {
        let status = failed_container(subcode?);
        return status.contains(&format!("error code {}", subcode?)).then(|| BY_FAULT.to_owned());
    };
    let by_rule = heard.errors.contains(&(code, subcode));
    let phase = "video_status.uploading_phase.errors[].code";
    if by_rule || heard.has_value("GET /{container}", phase, name) {
        return Some(BY_RULE.to_owned());
    }
    let fault = json!({"on": "limit", "do": "error", "code": code, "subcode": subcode});
    let error = faulty(&fault);
    let said = (error["code"].as_i64(), error["error_subcode"].as_i64());
    (said == (Some(code), subcode)).then(|| BY_FAULT.to_owned())
}

/// The error that a fault produces.
fn faulty(fault: &Value) -> Value {
    let mut lab = Lab::new(Login::Facebook);
    lab.arm(fault);
    let path = format!("/{}/content_publishing_limit", lab.ids.user);
    lab.get(&path, &[]).body["error"].take()
}

/// The status of a container that ends in an error.
fn failed_container(subcode: i64) -> String {
    let mut lab = Lab::new(Login::Facebook);
    lab.arm(&json!({"on": "create", "do": "processing", "subcode": subcode}));
    let video = ("video_url", "https://www.example.com/a.mp4");
    let reel = lab.create(&[video, ("media_type", "REELS")]);
    lab.wait(Duration::from_secs(60));
    let status = lab.call(Method::GET, &format!("/{reel}"), &[("fields", "status")]);
    status.body["status"].as_str().unwrap().to_owned()
}

/// Whether the sandbox has a recorded error, by its codes and message.
fn body(json: &Value, heard: &Heard) -> Option<String> {
    if let Some(kind) = json["debug_info"]["type"].as_str() {
        let says = heard.has_value("upload-error", "debug_info.type", kind);
        return says.then(|| BY_RULE.to_owned());
    }
    if let Some(dead) = json.pointer("/data/error") {
        let subcode = dead["subcode"].to_string();
        let says = heard.has_value("GET /debug_token", "error.subcode", &subcode);
        return says.then(|| BY_RULE.to_owned());
    }
    let error = &json["error"];
    let message = error["message"].as_str().unwrap_or_default();
    let numbers = (error["code"].as_i64()?, error["error_subcode"].as_i64());
    if heard.errors.contains(&numbers) && heard.messages.contains(message) {
        return Some(BY_RULE.to_owned());
    }
    let (code, subcode) = numbers;
    let fault = json!({
        "on": "limit", "do": "error", "code": code, "subcode": subcode, "message": message,
    });
    let said = faulty(&fault);
    let same = said["code"] == error["code"] && said["message"] == error["message"];
    (same && said["error_subcode"] == error["error_subcode"]).then(|| BY_FAULT.to_owned())
}
