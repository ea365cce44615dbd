//! The door by which a program comes in. What it can do next is said in the terms of that door: a
//! program that asks over HTTP has no command line, and an assistant has neither that nor HTTP.

/// The door by which a program comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// `ig serve`
    Http,
    /// `ig mcp`
    Mcp,
}

impl Door {
    /// The program, as the events of the queue name it.
    pub(crate) fn program(self) -> &'static str {
        match self {
            Self::Http => "ig serve",
            Self::Mcp => "ig mcp",
        }
    }

    /// How to ask for a post.
    pub(super) fn put(self, key: &str) -> String {
        self.pick(|| format!("PUT /posts/{key}"), "publish")
    }

    /// How to see it.
    pub(super) fn show(self, key: &str) -> String {
        self.pick(|| format!("GET /posts/{key}"), "status")
    }

    /// How to see all.
    pub(super) fn list(self) -> String {
        self.pick(|| "GET /posts".to_owned(), "list")
    }

    /// How to take it back.
    pub(super) fn cancel(self, key: &str) -> String {
        self.pick(|| format!("DELETE /posts/{key}"), "cancel")
    }

    /// How to let it go on.
    pub(super) fn release(self, key: &str) -> String {
        self.pick(|| format!("POST /posts/{key}/release"), "release")
    }

    /// How to let a paused account go on.
    pub(super) fn go(self, user: &str) -> String {
        self.pick(|| format!("POST /accounts/{user}/go"), "go")
    }

    fn pick(self, request: impl FnOnce() -> String, tool: &str) -> String {
        match self {
            Self::Http => request(),
            Self::Mcp => format!("the tool {tool}"),
        }
    }
}
