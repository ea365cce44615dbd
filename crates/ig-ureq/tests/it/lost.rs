//! What is reported about an upload that fails before its end.

use std::{fs, net::Ipv4Addr, time::Duration};

use crate::support::{MIB, Server, Video, client, head, take_all, upload, upload_to};

const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn where_nobody_listens_nothing_is_sent() {
    // The system gives this port to no program that asks for a free one.
    let nobody = (Ipv4Addr::LOCALHOST, 1).into();
    let said = upload_to(nobody, LIMIT, &Video::new(MIB)).is_not_sent();
    assert!(said.contains("refused"), "{said}");
}

#[test]
fn to_an_unknown_host_nothing_is_sent() {
    let base = "https://ig.invalid";
    let client = client(crate::support::context(base)).configure(|it| it.proxy(None));
    upload(client.with_timeout(LIMIT), base, &Video::new(MIB)).is_not_sent();
}

/// The other addresses of the name only get an attempt to connect.
#[test]
fn every_address_of_a_name_is_tried() {
    let server = Server::new(|mut stream| {
        head(&mut stream);
        drop(stream);
    });
    // If `localhost` has an IPv6 address, nobody listens there.
    let base = format!("http://localhost:{}", server.address.port());
    let client = client(crate::support::context(&base)).with_timeout(LIMIT);
    upload(client, &base, &Video::new(50 * MIB)).is_unknown();
    server.only();
}

#[test]
fn a_video_that_becomes_shorter_is_an_error_of_the_source_and_no_server_gets_all_of_it() {
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
