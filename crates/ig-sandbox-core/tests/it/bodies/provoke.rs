//! The ways to provoke a body: an armed fault, or requests of a client.

use http::Method;
use ig_sandbox_core::{Config, Login};

use crate::support::{Bench, PHOTO, Reply, USER};

/// A way to provoke a body.
#[derive(Clone, Copy)]
pub(super) enum How {
    /// A fault, at a request that it meets.
    Fault(Login, &'static str),
    /// A request or a configuration, in words and as code.
    Request(&'static str, fn() -> Reply),
}

impl How {
    pub(super) fn to_text(self) -> String {
        match self {
            Self::Fault(login, fault) => {
                let given = if self.is_worded() { " with its own text" } else { "" };
                let on = if login == Login::Facebook { "" } else { ", on graph.instagram.com" };
                format!("fault{given} `{fault}`{on}")
            }
            Self::Request(said, _) => said.to_owned(),
        }
    }

    /// Whether the text comes from the fault and not from the sandbox.
    pub(super) fn is_worded(self) -> bool {
        let Self::Fault(_, fault) = self else { return false };
        let fault: serde_json::Value = serde_json::from_str(fault).unwrap();
        ["message", "title", "user_message"].iter().any(|key| fault.get(key).is_some())
    }

    pub(super) fn provoke(self) -> Reply {
        match self {
            Self::Fault(login, fault) => provoked(login, fault),
            Self::Request(_, run) => run(),
        }
    }
}

pub(super) fn on(login: Login) -> Bench {
    Bench::with(Config::default().with_login(login))
}

/// Arms a fault and sends its request; all objects of the request exist before.
fn provoked(login: Login, fault: &str) -> Reply {
    let mut bench = on(login);
    let (_, media) = bench.post_photo("there");
    let container = bench.create("ready");
    let which: serde_json::Value = serde_json::from_str(fault).unwrap();
    bench.arm(&format!("[{fault}]"));
    let get = |path: String| (Method::GET, path);
    let (method, path) = match which["on"].as_str().unwrap() {
        "create" => (Method::POST, format!("/{USER}/media")),
        "publish" => (Method::POST, format!("/{USER}/media_publish")),
        "status" => get(format!("/{container}")),
        "limit" => get(format!("/{USER}/content_publishing_limit")),
        "media_list" => get(format!("/{USER}/media")),
        "media" => get(format!("/{media}")),
        "upload" => return uploaded(&mut bench, "0"),
        other => panic!("no request for {other}"),
    };
    let params = [("image_url", PHOTO), ("creation_id", &*container)];
    bench.call(method, &path, &params).unwrap()
}

/// The reply to a video of ten bytes that is sent from an offset on.
pub(super) fn uploaded(bench: &mut Bench, offset: &str) -> Reply {
    let reply = bench.try_create(&[("media_type", "REELS"), ("upload_type", "resumable")]);
    let request = http::Request::post(format!("/ig-api-upload/v26.0/{}", reply.id()))
        .header("host", "127.0.0.1:8025")
        .header("authorization", format!("OAuth {}", crate::support::TOKEN))
        .header("offset", offset)
        .header("file_size", "10");
    bench.send(request.body(vec![0; 10]).unwrap()).unwrap()
}

/// The answer to a video that robots.txt keeps away.
pub(super) fn hosted_behind_robots() -> Reply {
    let mut bench = Bench::new();
    let reply = bench.try_create(&[("media_type", "REELS"), ("upload_type", "resumable")]);
    let request = http::Request::post(format!("/ig-api-upload/v26.0/{}", reply.id()))
        .header("host", "127.0.0.1:8025")
        .header("authorization", format!("OAuth {}", crate::support::TOKEN))
        .header("file_url", "https://www.example.com/robots.mp4");
    bench.send(request.body(Vec::new()).unwrap()).unwrap()
}
