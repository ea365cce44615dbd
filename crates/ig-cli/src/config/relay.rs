//! What a token command says on standard error, such as the question of a password manager: it is shown
//! as it comes, without the tokens in it.

use std::{
    io::{self, ErrorKind, Read, Write as _},
    str,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use crate::pasted::masked;

/// A word may come in parts. One that is longer is shown in parts, too.
const MOST: usize = 4096;

/// A thread that shows what is said.
#[derive(Debug)]
pub(super) struct Relay {
    /// It ends with the thread.
    end: Receiver<()>,
    /// Whether what was shown ends in the middle of a line.
    is_open: Arc<AtomicBool>,
}

impl Relay {
    /// Waits for the rest, for at most `limit`, and ends the line that it stops in: the next message has
    /// its own.
    pub(super) fn end(self, limit: Duration) {
        let _ = self.end.recv_timeout(limit);
        if self.is_open.load(Ordering::SeqCst) {
            drop(io::stderr().lock().write_all(b"\n"));
        }
    }
}

/// Shows what is said, in a thread of its own.
pub(super) fn start(mut from: impl Read + Send + 'static) -> Relay {
    let (sender, end) = mpsc::channel();
    let is_open = Arc::new(AtomicBool::new(false));
    let of_thread = Arc::clone(&is_open);
    thread::spawn(move || {
        let show = |text: &str| {
            if let Some(last) = text.bytes().last() {
                // Nobody may be there to read it.
                drop(io::stderr().lock().write_all(text.as_bytes()));
                of_thread.store(last != b'\n', Ordering::SeqCst);
            }
        };
        let _until_the_end: mpsc::Sender<()> = sender;
        let (mut words, mut part) = (Words::default(), [0; 1024]);
        loop {
            let text = match from.read(&mut part) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Ok(0) | Err(_) => break,
                Ok(count) => words.add(&part[..count]),
            };
            show(&text);
        }
        show(&words.rest());
    });
    Relay { end, is_open }
}

/// Text that comes in parts. A word that may go on is held back, since half of a token does not look
/// like one.
#[derive(Debug, Default)]
struct Words(Vec<u8>);

impl Words {
    /// What can be shown now.
    fn add(&mut self, bytes: &[u8]) -> String {
        self.0.extend_from_slice(bytes);
        let whole = match str::from_utf8(&self.0) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.0.len(),
        };
        let text = String::from_utf8_lossy(&self.0[..whole]).into_owned();
        let goes_on = |c: char| c.is_ascii_alphanumeric() || "_-%".contains(c);
        let end = text.trim_end_matches(goes_on).len();
        let end = if MOST < text.len() - end { text.len() } else { end };
        let rest = [&text.as_bytes()[end..], &self.0[whole..]].concat();
        self.0 = rest;
        masked(&text[..end]).into_owned()
    }

    /// What is left at the end.
    fn rest(&mut self) -> String {
        masked(&String::from_utf8_lossy(&std::mem::take(&mut self.0))).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_masked_in_however_many_parts_it_comes() {
        let token = format!("EAAG{}", "x".repeat(60));
        let text = format!("é: got {token}, and access_token%3D{token}%26 für {token}");
        for size in 1..text.len() {
            let mut words = Words::default();
            let mut shown: String = text.as_bytes().chunks(size).map(|it| words.add(it)).collect();
            shown += &words.rest();
            assert_eq!(shown, "é: got EAAG…, and access_token%3DEAAG…%26 für EAAG…", "{size}");
        }
    }

    #[test]
    fn a_question_is_shown_before_it_is_answered() {
        for question in ["Password: ", "PIN (3 tries left)?", "请输入密码：", "line\n"] {
            assert_eq!(Words::default().add(question.as_bytes()), question);
        }
    }

    #[test]
    fn a_word_without_an_end_is_not_held_back_for_ever() {
        let mut words = Words::default();
        let shown: usize = (0..100).map(|_| words.add(&[b'_'; 1024]).len()).sum();
        assert!(90 * 1024 < shown && words.0.len() <= MOST, "{shown}");
    }
}
