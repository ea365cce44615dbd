//! What is done to a response on its way: batches that come in part, and counts that are wrong.

use ig_core::http::Response;

/// What is done to a response.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mangle {
    /// The entries of a batch that are `null`.
    pub(crate) nulls: Vec<usize>,
    /// How many entries of a batch are left.
    pub(crate) entries: Option<usize>,
    /// Another number of posts in the window.
    pub(crate) usage: Option<u64>,
    /// Another limit of posts.
    pub(crate) total: Option<u32>,
    /// A refusal of what is asked as a whole.
    pub(crate) is_refused: bool,
}

impl Mangle {
    pub(crate) fn response(&self, response: Response<Vec<u8>>) -> Response<Vec<u8>> {
        let (mut head, body) = response.into_parts();
        let mut text = String::from_utf8_lossy(&body).into_owned();
        if let Some(total) = self.total {
            text = with_number(text, "quota_total", total.into());
        }
        if let Some(usage) = self.usage {
            text = with_number(text, "quota_usage", usage);
        }
        if let Ok(serde_json::Value::Array(mut entries)) = serde_json::from_str(&text) {
            for place in &self.nulls {
                entries.get_mut(*place).map(serde_json::Value::take);
            }
            entries.truncate(self.entries.unwrap_or(usize::MAX));
            text = serde_json::Value::Array(entries).to_string();
            if self.is_refused {
                head.status = ig_core::http::StatusCode::BAD_REQUEST;
                text = r#"{"error":{"message":"no batches","code":100}}"#.to_owned();
            }
        }
        Response::from_parts(head, text.into_bytes())
    }
}

/// Each number of this name is replaced, however its quotes are escaped.
fn with_number(text: String, name: &str, number: u64) -> String {
    let mut parts = text.split(name);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let start = part.find(|it: char| it.is_ascii_digit()).unwrap_or(part.len());
        let rest = part[start..].trim_start_matches(|it: char| it.is_ascii_digit());
        out += name;
        out += &part[..start];
        out += &number.to_string();
        out += rest;
    }
    out
}
