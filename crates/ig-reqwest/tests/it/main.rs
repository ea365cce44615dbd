//! What only this transport does, over real sockets. What both transports do is
//! in one table: `tests/SERVERS.md`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod dropped;
mod flood;
mod http2;
mod late;
mod local;
mod refused;
mod runtimes;
mod still;
