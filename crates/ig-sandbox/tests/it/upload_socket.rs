//! Uploads over a real socket.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpStream},
    time::{Duration, Instant},
};

use ig_sandbox::Server;
use serde_json::Value;

use crate::{
    server::{Client, standing},
    support::{TOKEN, USER, sha256, video},
};

fn create(client: &Client) -> (String, String) {
    let query = format!("access_token={TOKEN}&media_type=REELS&upload_type=resumable");
    let reply = client.post_bytes(&format!("/v26.0/{USER}/media?{query}"), b"").json();
    let text = |name: &str| reply[name].as_str().unwrap().to_owned();
    let path = format!("/{}", text("uri").splitn(4, '/').nth(3).unwrap());
    (text("id"), path)
}

fn head(path: &str, offset: usize, size: usize, length: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: OAuth {TOKEN}\r\n\
         offset: {offset}\r\nfile_size: {size}\r\n{length}\r\nconnection: close\r\n\r\n"
    )
}

fn sized(path: &str, offset: usize, size: usize) -> String {
    head(path, offset, size, &format!("content-length: {}", size - offset))
}

fn phase(client: &Client, id: &str) -> Value {
    let reply = client.get(&format!("/{id}?fields=video_status"));
    reply.json()["video_status"]["uploading_phase"].clone()
}

/// Where the upload stands once the server has seen that the connection is gone.
fn stands_at(client: &Client, id: &str, at_least: usize) -> usize {
    let begun = Instant::now();
    loop {
        let bytes = phase(client, id)["bytes_transferred"].as_u64().unwrap() as usize;
        if bytes >= at_least {
            return bytes;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{bytes} of {at_least} bytes came");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn upload_state(server: &Server) -> Value {
    let state = server.with(|sandbox, now| sandbox.state(now));
    serde_json::to_value(&state.accounts[0].containers[0].upload).unwrap()
}

#[test]
fn a_video_of_40_mb_arrives_whole_over_connections_that_break() {
    let server = standing();
    let client = Client::of(&server);
    let (id, path) = create(&client);
    let video = video(40_000_000);
    let mut offset = 0;
    // Each time the connection goes somewhere in the middle of the rest.
    for breaks_after in [1, 7_654_321, 100_003, 12_345_678, 65_536, 9_000_000] {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(sized(&path, offset, video.len()).as_bytes()).unwrap();
        stream.write_all(&video[offset..offset + breaks_after]).unwrap();
        stream.shutdown(Shutdown::Both).unwrap();
        drop(stream);
        offset = stands_at(&client, &id, offset + breaks_after);
    }
    assert_eq!(offset, 1 + 7_654_321 + 100_003 + 12_345_678 + 65_536 + 9_000_000);
    let rest = [sized(&path, offset, video.len()).as_bytes(), &video[offset..]].concat();
    let answer = String::from_utf8(client.raw(&rest)).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with(r#"{"success":true,"message":"Upload successful."}"#));
    assert_eq!(phase(&client, &id)["status"], "complete");
    assert_eq!(upload_state(&server)["sha256"], sha256(&video));
    assert_eq!(upload_state(&server)["bytes_transferred"], video.len());
}

#[test]
fn cut_breaks_the_connection_at_the_byte() {
    let server = standing();
    let client = Client::of(&server);
    let (id, path) = create(&client);
    let fault = ig_sandbox::Fault::new(ig_sandbox::On::Upload, ig_sandbox::Do::Cut);
    server.with(|sandbox, _| sandbox.arm([fault.with_bytes(1_234_567)]));
    let video = video(4_000_000);
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.write_all(sized(&path, 0, video.len()).as_bytes()).unwrap();
    // Whether the last bytes still fit into a buffer on the way is not for us to say.
    let _ = stream.write_all(&video);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert_eq!(answer, b"");
    assert_eq!(stands_at(&client, &id, 1_234_567), 1_234_567);
    let rest = [sized(&path, 1_234_567, video.len()).as_bytes(), &video[1_234_567..]].concat();
    assert!(client.raw(&rest).starts_with(b"HTTP/1.1 200"));
    assert_eq!(upload_state(&server)["sha256"], sha256(&video));
}

#[test]
fn a_refusal_reaches_a_client_that_sends_all_before_it_reads() {
    let server = standing();
    let client = Client::of(&server);
    let (id, path) = create(&client);
    let video = video(20_000_000);
    let request = [sized(&path, 5, video.len()).as_bytes(), &video[5..]].concat();
    let answer = String::from_utf8(client.raw(&request)).unwrap();
    assert!(answer.starts_with("HTTP/1.1 412 "), "{answer}");
    assert!(answer.contains("OffsetInvalidError"));
    assert_eq!(phase(&client, &id)["bytes_transferred"], 0);
}

#[test]
fn a_body_in_chunks_is_taken_as_well() {
    let server = standing();
    let client = Client::of(&server);
    let (_, path) = create(&client);
    let video = video(300_000);
    let mut request = head(&path, 0, video.len(), "transfer-encoding: chunked").into_bytes();
    for chunk in video.chunks(70_000) {
        request.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        request.extend(chunk);
        request.extend(b"\r\n");
    }
    request.extend(b"0\r\n\r\n");
    assert!(client.raw(&request).starts_with(b"HTTP/1.1 200"));
    assert_eq!(upload_state(&server)["sha256"], sha256(&video));
}
