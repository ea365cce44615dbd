//! Portable any maps: the one of the family whose header is made of words (netpbm, PAM).

/// `None` where a word or its number is missing.
pub(super) fn dimensions(head: &[u8]) -> Option<(u32, u32)> {
    let words: Vec<_> = head
        .split(|byte| *byte == b'\n')
        .take_while(|line| *line != b"ENDHDR")
        .filter_map(|line| str::from_utf8(line).ok())
        .filter_map(|line| line.trim().split_once(char::is_whitespace))
        .collect();
    let number = |name| {
        let (_, value) = words.iter().find(|(word, _)| *word == name)?;
        value.trim().parse().ok()
    };
    // Cut short, a number would be a smaller one.
    head.windows(6).any(|it| it == b"ENDHDR").then_some(())?;
    number("WIDTH").zip(number("HEIGHT"))
}
