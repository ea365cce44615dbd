//! Sends a request and reads its response, perhaps at the same time.

use std::{
    io::{self, ErrorKind, Read},
    time::Duration,
};

use ig_core::{Delivery, TransportError, http::Response};
use ureq::{Error, Timeout};

use crate::{
    connection::{Hearing, Link, Patience, closed, hear, is_not_now},
    lost,
};

/// The most that is read of a body at once.
const PIECE: usize = 64 * 1024;

/// One request on its connection.
pub(super) struct Exchange {
    link: Link,
    hearing: Hearing,
    limit: Duration,
    /// The number of bytes that the socket had accepted before the request.
    taken_before: u64,
}

/// The reason to send no more of a request.
enum Stop {
    /// A response has begun.
    Heard,
    /// A write failed. What the server said before may still be there to be read.
    Broken(io::Error),
    /// There is no response to wait for.
    Lost(Error),
    /// The body could not be read.
    File(io::Error),
}

impl Exchange {
    pub(super) fn new(link: Link, hearing: Hearing, limit: Duration) -> Self {
        let taken_before = link.taken();
        Self { link, hearing, limit, taken_before }
    }

    pub(super) fn run(
        mut self,
        head: &[u8],
        body: &mut dyn Read,
        length: u64,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let heard = match self.send(head, body, length) {
            Ok(()) | Err(Stop::Heard) => self.receive(),
            Err(Stop::Broken(cause)) => self
                .receive()
                .map_err(|error| if self.hearing.has_head() { error } else { Error::Io(cause) }),
            Err(Stop::Lost(error)) => Err(error),
            Err(Stop::File(error)) => return Err(TransportError::of_source(error)),
        };
        let delivery = self.delivery();
        let response = heard.and_then(|()| self.hearing.response().ok_or_else(closed));
        response.map_err(|error| lost::reported(error, delivery))
    }

    fn delivery(&self) -> Delivery {
        if self.link.taken() == self.taken_before { Delivery::NotSent } else { Delivery::Unknown }
    }

    fn send(&mut self, head: &[u8], body: &mut dyn Read, length: u64) -> Result<(), Stop> {
        self.push(head)?;
        let (mut piece, mut left) = (vec![0; PIECE], length);
        while 0 < left {
            let most = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
            let length = read(body, &mut piece[..most]).map_err(Stop::File)?;
            self.push(&piece[..length])?;
            left -= length as u64;
        }
        // Flushes what TLS still holds.
        self.push(&[])
    }

    /// Writes `bytes`, or flushes the stream if there are none; reads before each write.
    fn push(&mut self, mut bytes: &[u8]) -> Result<(), Stop> {
        let mut patience = Patience::new(self.limit);
        let mut taken = self.link.taken();
        loop {
            self.listen()?;
            let written = if bytes.is_empty() {
                self.link.stream.flush().map(|()| 0)
            } else {
                self.link.stream.write(bytes)
            };
            match written {
                Ok(0) if !bytes.is_empty() => {
                    return Err(Stop::Broken(ErrorKind::WriteZero.into()));
                }
                Ok(length) => {
                    bytes = &bytes[length..];
                    if bytes.is_empty() {
                        return Ok(());
                    }
                }
                Err(error) if is_not_now(&error) => (),
                Err(error) => return Err(Stop::Broken(error)),
            }
            if self.link.taken() != taken {
                taken = self.link.taken();
                patience.renew();
            } else if patience.is_over() {
                return Err(Stop::Lost(Error::Timeout(Timeout::SendBody)));
            } else {
                patience.nap();
            }
        }
    }

    /// Reads what has arrived, without waiting for more.
    fn listen(&mut self) -> Result<(), Stop> {
        match self.link.read() {
            Ok([]) => return Err(Stop::Lost(closed())),
            Ok(bytes) => self.hearing.take_in(bytes).map_err(Stop::Lost)?,
            Err(error) if is_not_now(&error) => (),
            Err(error) => return Err(Stop::Lost(Error::Io(error))),
        }
        if self.hearing.has_begun() { Err(Stop::Heard) } else { Ok(()) }
    }

    fn receive(&mut self) -> Result<(), Error> {
        let mut patience = Patience::new(self.limit);
        hear(&mut self.link, &mut patience, &mut self.hearing)
    }
}

fn read(body: &mut dyn Read, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match body.read(into) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Err(error) if error.kind() == ErrorKind::Interrupted => (),
            read => return read,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::VecDeque, error::Error as _, io::Write};

    use ig_core::http::Request;
    use ureq_proto::client::{Call, SendRequestResult};

    use super::*;
    use crate::connection::Taken;

    /// A connection that accepts `takes` bytes and then breaks. Its response can be read
    /// only once a write has failed: the response and the reset came between a read and
    /// a write.
    struct Breaking {
        takes: usize,
        taken: Taken,
        broken: bool,
        says: VecDeque<io::Result<&'static [u8]>>,
    }

    impl Read for Breaking {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if !self.broken {
                return Err(ErrorKind::WouldBlock.into());
            }
            let bytes = self.says.pop_front().unwrap_or(Ok(&[]))?;
            into[..bytes.len()].copy_from_slice(bytes);
            Ok(bytes.len())
        }
    }

    impl Write for Breaking {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.takes == 0 {
                self.broken = true;
                return Err(ErrorKind::BrokenPipe.into());
            }
            let length = bytes.len().min(self.takes);
            self.takes -= length;
            self.taken.add(length);
            Ok(length)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn reply(
        takes: usize,
        says: Vec<io::Result<&'static [u8]>>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let request = Request::post("http://a.test/").header("content-length", "3");
        let mut call = Call::new(request.body(()).expect("a request")).expect("one").proceed();
        call.write(&mut [0; 500]).expect("room");
        let Ok(Some(SendRequestResult::SendBody(mut call))) = call.proceed() else {
            panic!("it has a body")
        };
        call.consume_direct_write(3).expect("it is that long");
        let hearing = Hearing::new(call.proceed().expect("it has gone"), 1000);
        // Bytes that were accepted earlier, in a handshake, are not part of the request.
        let link = Link::scripted(|taken| {
            taken.add(7);
            Box::new(Breaking { takes, taken, broken: false, says: says.into() })
        });
        Exchange::new(link, hearing, Duration::from_secs(9)).run(b"head", &mut &b"abc"[..], 3)
    }

    #[test]
    fn after_a_failed_write_a_response_that_has_arrived_is_read() {
        for takes in 0..7 {
            let [one, other]: [&[u8]; 2] = [b"HTTP/1.1 401 x\r\ncontent-le", b"ngth: 2\r\n\r\n{}"];
            let response = reply(takes, vec![Ok(one), Ok(other)]).expect("a response");
            assert_eq!((response.status().as_u16(), response.body().as_slice()), (401, &b"{}"[..]));
        }
    }

    #[test]
    fn after_a_failed_write_without_a_response_the_error_of_the_write_is_reported() {
        for says in [vec![], vec![Ok(&b"HTTP/1.1 4"[..])], vec![Err(ErrorKind::TimedOut.into())]] {
            let lost = reply(5, says).expect_err("no response");
            assert_eq!(lost.delivery(), Delivery::Unknown);
            let said = lost.source().map(ToString::to_string).unwrap_or_default();
            assert_eq!(said, io::Error::from(ErrorKind::BrokenPipe).to_string());
        }
    }

    #[test]
    fn a_request_of_which_no_byte_was_accepted_is_not_sent() {
        for (takes, expect) in [(0, Delivery::NotSent), (1, Delivery::Unknown)] {
            assert_eq!(reply(takes, vec![]).expect_err("no response").delivery(), expect);
        }
    }
}
