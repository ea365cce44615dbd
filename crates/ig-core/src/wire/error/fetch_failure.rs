//! Why Meta's fetcher did not get a medium, by Meta's own words.

use serde::{Deserialize, Serialize};

use super::KnownError;

/// Why Meta's fetcher did not get a medium from its URL (reference §17.8).
///
/// It is read from words, which Meta translates (reference §10.1): looked for are only `robots.txt`,
/// which is the name of a file in every language, and a status after `HTTP` or `status`. URLs are
/// left out, since a file may be called either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FetchFailure {
    /// The robots.txt of the server forbids it.
    RobotsTxt,
    /// The server answered with this HTTP status, from 300 to 599.
    Status(u16),
    /// Meta names no cause.
    Unnamed,
}

/// The codes of a failed fetch (reference §10.2).
const CODE: i64 = 9004;
const SUBCODE: i64 = 2_207_052;

impl FetchFailure {
    /// What the words say, or [`Unnamed`](Self::Unnamed).
    pub(crate) fn named_in<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut status = None;
        for text in texts {
            let words = words(text);
            // The status of a refusal by robots.txt is Meta's own.
            if words.windows(2).any(|pair| pair == ["robots", "txt"]) {
                return Self::RobotsTxt;
            }
            status = status.or_else(|| status_in(&words));
        }
        status.map_or(Self::Unnamed, Self::Status)
    }

    /// Its row in the table of errors.
    pub(crate) fn known(self) -> Option<&'static KnownError> {
        let words = match self {
            Self::RobotsTxt => "robots.txt".to_owned(),
            Self::Status(status) => format!("HTTP error code {status}"),
            Self::Unnamed => String::new(),
        };
        KnownError::find(CODE, Some(SUBCODE), &words)
    }

    /// Whether these are the codes of a failed fetch.
    pub(crate) fn has_codes(code: i64, subcode: Option<i64>) -> bool {
        code == CODE && subcode == Some(SUBCODE)
    }

    /// How many tries in a row are worth their while: one where nothing changes by itself, two for a
    /// server in trouble, and three where Meta names no cause (reference §13.6).
    pub(crate) fn tries(self) -> u32 {
        match self {
            Self::RobotsTxt => 1,
            Self::Status(408 | 423 | 425 | 429 | 500..) => 2,
            Self::Status(_) => 1,
            Self::Unnamed => 3,
        }
    }
}

/// The words and numbers of a text in lower case, without its URLs.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let is_url = |part: &&str| part.contains("://");
    for part in text.split_whitespace().filter(|part| !is_url(part)) {
        let mut last = None;
        for char in part.chars() {
            let kind = match char {
                'a'..='z' | 'A'..='Z' => Some('a'),
                '0'..='9' => Some('0'),
                _ => None,
            };
            match words.last_mut().filter(|_| kind == last) {
                _ if kind.is_none() => (),
                Some(word) => word.push(char.to_ascii_lowercase()),
                None => words.push(char.to_ascii_lowercase().to_string()),
            }
            last = kind;
        }
    }
    words
}

/// `403` in `HTTP error code 403`, and in `got status code: 403`.
fn status_in(words: &[String]) -> Option<u16> {
    let is_sign = |word: &String| word == "http" || word == "status";
    words.iter().enumerate().filter(|(_, word)| is_sign(word)).find_map(|(at, _)| {
        words[at + 1..].iter().take(4).find_map(|word| {
            let status = word.parse().ok().filter(|_| word.len() == 3);
            status.filter(|status| (300..600).contains(status))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{FetchFailure::*, *};
    use crate::wire::ErrorClass;

    #[track_caller]
    fn check(text: &str, expect: FetchFailure) {
        assert_eq!(FetchFailure::named_in([text]), expect, "{text}");
    }

    #[test]
    fn robots_txt_and_a_status_are_read_in_every_language() {
        check("Restricted by robots.txt", RobotsTxt);
        check("Limitado por Robots.txt.", RobotsTxt);
        check(
            "Unable to fetch media from URL, got status code: 403 Restricted by robots.txt",
            RobotsTxt,
        );
        check("HTTP error code 403", Status(403));
        check("código de error HTTP 404.", Status(404));
        check("HTTP错误代码503", Status(503));
        check("got status code: 302", Status(302));
        check("HTTP/1.1 429 Too Many Requests", Status(429));
    }

    #[test]
    fn a_url_and_a_number_of_metas_name_no_cause() {
        check(
            "The media could not be fetched from this URI: https://a.example/robots.txt",
            Unnamed,
        );
        check("fetched from this uri: http://a.example/http/status/403.jpg. Please check", Unnamed);
        check("Media upload has failed with error code 2207052", Unnamed);
        check("HTTP error code 200", Unnamed);
        check("HTTP error 2207", Unnamed);
        check("(#403) permission 403", Unnamed);
        check("robots and txt", Unnamed);
        check("", Unnamed);
    }

    #[test]
    fn a_cause_in_one_of_the_texts_is_enough_and_robots_txt_comes_first() {
        let named = |texts: [&str; 2]| FetchFailure::named_in(texts);
        assert_eq!(named(["Only photo or video", "HTTP error code 403"]), Status(403));
        assert_eq!(named(["HTTP error code 403", "Restricted by robots.txt"]), RobotsTxt);
    }

    #[test]
    fn what_does_not_change_by_itself_is_not_worth_a_second_try() {
        for (failure, tries, class) in [
            (RobotsTxt, 1, ErrorClass::Invalid),
            (Status(302), 1, ErrorClass::Invalid),
            (Status(401), 1, ErrorClass::Invalid),
            (Status(403), 1, ErrorClass::Invalid),
            (Status(404), 1, ErrorClass::Invalid),
            (Status(406), 1, ErrorClass::Invalid),
            (Status(410), 1, ErrorClass::Invalid),
            (Status(408), 2, ErrorClass::Media),
            (Status(423), 2, ErrorClass::Media),
            (Status(425), 2, ErrorClass::Media),
            (Status(429), 2, ErrorClass::Media),
            (Status(500), 2, ErrorClass::Media),
            (Status(503), 2, ErrorClass::Media),
            (Unnamed, 3, ErrorClass::Media),
        ] {
            let known = failure.known().unwrap();
            assert_eq!((failure.tries(), known.class), (tries, class), "{failure:?}");
        }
    }
}
