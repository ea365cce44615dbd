//! A connection through an HTTP proxy, by `CONNECT`.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ureq::{Error, Proxy, ProxyProtocol, Timeout, config::Config};
use ureq_proto::{client::MAX_RESPONSE_HEADERS, parser};

use super::{
    dial::{dial, resolve},
    patience::Patience,
    request,
    socket::{Link, Stream, is_not_now, send},
    tls,
};

/// The most of a proxy's response that is read.
const MOST: usize = 64 * 1024;

/// The target to request from the proxy: a name, or an address if the name is resolved here.
pub(super) fn target(
    config: &Config,
    limit: Duration,
    proxy: &Proxy,
    host: &str,
    port: u16,
) -> Result<String, Error> {
    if !matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https) {
        return Err(failed("an upload can use an HTTP or HTTPS proxy, not a SOCKS proxy"));
    }
    if !proxy.resolve_target() {
        return Ok(format!("{host}:{port}"));
    }
    let addresses = resolve(config, limit, host, port)?;
    addresses.first().map(ToString::to_string).ok_or(Error::HostNotFound)
}

/// A connection to `target` through the proxy.
pub(super) fn tunnel(
    config: &Config,
    ready: &tls::Ready,
    patience: &mut Patience,
    proxy: &Proxy,
    target: &str,
) -> Result<Link, Error> {
    let addresses = resolve(config, patience.left(), proxy.host(), proxy.port())?;
    let link = dial(config, patience, &addresses)?;
    link.layered(|mut stream| {
        if proxy.protocol() == ProxyProtocol::Https {
            stream = ready.wrap(config, patience, proxy.host(), stream)?;
        }
        send(&mut stream, patience, &connect(config, proxy, target)?, Timeout::Connect)?;
        receive(&mut stream, patience)?;
        Ok(stream)
    })
}

/// Written here and not by `ureq_proto`, which logs at `trace` what it writes.
fn connect(config: &Config, proxy: &Proxy, target: &str) -> Result<Vec<u8>, Error> {
    let mut text = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n");
    if let Some(agent) = request::value(config.user_agent(), request::USER_AGENT) {
        let agent = agent.to_str().map_err(|_| failed("the user agent is not ASCII"))?;
        text += &format!("User-Agent: {agent}\r\n");
    }
    if proxy.username().is_some() || proxy.password().is_some() {
        let (user, password) = (proxy.username(), proxy.password());
        let pair = format!("{}:{}", user.unwrap_or_default(), password.unwrap_or_default());
        text += &format!("Proxy-Authorization: Basic {}\r\n", BASE64_STANDARD.encode(pair));
    }
    Ok((text + "\r\n").into_bytes())
}

fn receive(stream: &mut dyn Stream, patience: &mut Patience) -> Result<(), Error> {
    let (mut heard, mut part, mut read_past) = (Vec::new(), [0; 1024], 0);
    loop {
        if patience.is_over() {
            return Err(Error::Timeout(Timeout::Connect));
        }
        let parsed = parser::try_parse_response::<MAX_RESPONSE_HEADERS>(&heard);
        match parsed.map_err(|error| failed(&format!("the proxy's response: {error}")))? {
            Some((length, head)) if head.status().is_informational() => {
                heard.drain(..length);
                read_past += length;
                continue;
            }
            Some((_, head)) if !head.status().is_success() => {
                return Err(failed(&format!("the proxy answered with {}", head.status())));
            }
            Some((length, _)) if length < heard.len() => {
                return Err(failed("the proxy sent data before the TLS handshake"));
            }
            Some(_) => return Ok(()),
            None if MOST < read_past + heard.len() => {
                return Err(failed("the proxy's response has no end"));
            }
            None => (),
        }
        match stream.read(&mut part) {
            Ok(0) => return Err(failed("the proxy closed the connection")),
            Ok(length) => heard.extend_from_slice(&part[..length]),
            Err(error) if is_not_now(&error) => patience.wait(Timeout::Connect)?,
            Err(error) => return Err(error.into()),
        }
    }
}

fn failed(words: &str) -> Error {
    Error::ConnectProxyFailed(words.to_owned())
}
