//! Malformed requests.

use super::Refusal;

impl Refusal {
    /// R32.
    pub(crate) fn missing(name: &str) -> Self {
        Self::new(100, format!("(#100) The parameter {name} is required"))
    }

    /// A parameter of the wrong type: `(#100) Param limit must be …`.
    pub(crate) fn wrong_type(name: &str, must_be: &str) -> Self {
        Self::new(100, format!("(#100) Param {name} must be {must_be}"))
    }

    /// A parameter of the search for sounds: the subcode is one of several documented ones, the text
    /// is our own.
    pub(crate) fn wrong_audio(name: &str, must_be: &str) -> Self {
        Self::wrong_type(name, must_be).subcode(9050).transient(false)
    }

    /// R44.
    pub(crate) fn no_field(field: &str, node: &str) -> Self {
        let message =
            format!("(#100) Tried accessing nonexisting field ({field}) on node type ({node})");
        Self::new(100, message)
    }

    /// R45.
    pub(crate) fn field_twice(field: &str, end: usize, fields: &str) -> Self {
        let message = format!(
            "Syntax error \"Field {field} specified more than once. This is only possible before \
             version 2.1\" at character {end}: {fields}"
        );
        Self::new(2500, message)
    }

    /// A feature that Meta closed to new apps on 2026-11-04 (reference §17.3). What is answered is
    /// not known (§16, U18): this is invented, in the words and with the code of the table of
    /// errors for an app that lacks a capability (§10.4).
    pub(crate) fn legacy(feature: &str) -> Self {
        let message = "(#3) Application does not have the capability to make this API call.";
        Self::new(3, message).with_note(format!(
            "new apps cannot use {feature} since 2026-11-04; the words of this refusal are \
             invented, and legacy_features = \"accepted\" stands for an old app"
        ))
    }

    /// A field list that cannot be parsed. From memory of the live API, not captured.
    pub(crate) fn fields_syntax(expected: &str, at: usize, fields: &str) -> Self {
        Self::new(
            2500,
            format!("Syntax error \"Expected {expected}.\" at character {at}: {fields}"),
        )
    }

    /// Braces after a field that is a plain value. From memory of the live API, not captured.
    pub(crate) fn no_subfields(field: &str) -> Self {
        Self::new(100, format!("(#100) Subfields are not supported by {field}"))
    }

    /// A batch that is too long. The limit is documented; type, code and text are from memory of the
    /// live API, not captured.
    pub(crate) fn batch_too_long() -> Self {
        let message = "Too many requests in batch message. Maximum batch size is 50";
        Self::new(1, message).kind("GraphBatchException")
    }

    /// A body that does not match its content type; the text is our own.
    pub(crate) fn malformed(why: &str) -> Self {
        Self::new(100, format!("(#100) The request body cannot be read: {why}"))
    }

    /// A body that is too long; the text is our own.
    pub(crate) fn too_large(limit: usize) -> Self {
        let message = format!("(#100) The request body is larger than {limit} bytes");
        Self::new(100, message).status(413)
    }
}
