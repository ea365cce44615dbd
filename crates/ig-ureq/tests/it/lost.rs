//! What is told of an upload that never was one.

use std::{fs, net::TcpListener, time::Duration};

use crate::support::{MIB, Server, Video, client, head, take_all, upload, upload_to};

const LIMIT: Duration = Duration::from_secs(20);

#[test]
fn where_nobody_listens_nothing_is_sent() {
    let nobody = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let said = upload_to(nobody, LIMIT, &Video::new(MIB)).is_not_sent();
    assert!(said.contains("refused"), "{said}");
}

#[test]
fn to_a_name_that_nobody_has_nothing_is_sent() {
    let base = "https://ig.invalid";
    let client = client(crate::support::context(base)).configure(|it| it.proxy(None));
    upload(client.with_timeout(LIMIT), base, &Video::new(MIB)).is_not_sent();
}

/// Nothing is asked of the name's other addresses than to connect.
#[test]
fn every_address_of_a_name_is_tried() {
    let server = Server::new(|mut stream| {
        head(&mut stream);
        drop(stream);
    });
    // Where `localhost` has an address of IPv6, nobody listens there.
    let base = format!("http://localhost:{}", server.address.port());
    let client = client(crate::support::context(&base)).with_timeout(LIMIT);
    upload(client, &base, &Video::new(50 * MIB)).is_unknown();
    server.only();
}

#[test]
fn a_video_that_becomes_shorter_is_at_fault_itself_and_no_server_gets_the_whole() {
    let video = Video::new(50 * MIB);
    let path = video.file.name().to_owned();
    let server = Server::new(move |mut stream| {
        head(&mut stream);
        fs::File::options().write(true).open(&path).unwrap().set_len(MIB).unwrap();
        take_all(&mut stream)
    });
    let uploaded = upload_to(server.address, LIMIT, &video);
    assert!(uploaded.lost().is_of_source(), "{uploaded:?}");
    let taken = server.only();
    assert!(taken < 50 * MIB, "{taken}");
}
