//! Documents: their blocks of code, and their links.

/// The blocks of code in a language, in order, each with a line feed at its end.
pub(crate) fn blocks(text: &str, language: &str) -> Vec<String> {
    let all = fenced(text).into_iter();
    all.filter(|block| block.info == language).map(|block| block.code).collect()
}

/// A block of code.
#[derive(Debug, PartialEq)]
pub(crate) struct Block<'a> {
    /// What follows the fence.
    pub(crate) info: &'a str,
    pub(crate) code: String,
}

/// All blocks of code, in order.
pub(crate) fn fenced(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let code = lines.by_ref().take_while(|line| *line != "```");
        blocks.push(Block { info, code: code.map(|line| format!("{line}\n")).collect() });
    }
    blocks
}

/// The text with another target for each link, `[text](target)`, outside of code. What `change`
/// gives `None` for is no link any more: only its text stays.
pub(crate) fn relinked(text: &str, mut change: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut in_code = false;
    for line in text.split_inclusive('\n') {
        if line.starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            out += line;
            continue;
        }
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("](") {
            let Some((target, after)) = after.split_once(')') else { break };
            match change(target) {
                Some(target) => out += &format!("{before}]({target})"),
                None => out += &without_bracket(before),
            }
            rest = after;
        }
        out += rest;
    }
    out
}

/// The text before a link's target, without the bracket that opens it; it may be in an earlier line.
fn without_bracket(before: &str) -> String {
    match before.rfind('[') {
        Some(at) => format!("{}{}", &before[..at], &before[at + 1..]),
        None => before.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blocks_of_one_language_are_found_in_order() {
        let text =
            "# A\n```sh\nls\n```\nb\n```python\none = 1\n\ntwo = 2\n```\n```python\nx\n```\n";
        assert_eq!(blocks(text, "python"), ["one = 1\n\ntwo = 2\n", "x\n"]);
        assert!(blocks(text, "js").is_empty());
        assert_eq!(fenced(text)[0], Block { info: "sh", code: "ls\n".to_owned() });
    }

    #[test]
    fn a_link_gets_another_target_or_is_none_any_more() {
        let text = "[a](x.md), ![b](y.png)\n```\n[c](x.md)\n```\n[d](z) e\n";
        let changed = relinked(text, |target| (target != "z").then(|| target.to_uppercase()));
        assert_eq!(changed, "[a](X.MD), ![b](Y.PNG)\n```\n[c](x.md)\n```\nd e\n");
    }
}
