//! Characters that are seen and not heard.

/// `text` without marks of emphasis, pictures, and characters that control or format; each stretch of
/// white space is one space.
pub(super) fn spoken(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(word).collect();
    let mut spoken = String::with_capacity(text.len());
    // Taking a mark away may leave spaces within a word.
    for word in words.iter().flat_map(|word| word.split_whitespace()) {
        let clings = word.starts_with([',', '.']) && word.chars().all(|c| !c.is_alphanumeric());
        if !spoken.is_empty() && !clings {
            spoken.push(' ');
        }
        spoken.push_str(word);
    }
    unquoted(&spoken).to_owned()
}

fn word(word: &str) -> String {
    // An address keeps its underscores and dashes: they are spelled.
    let is_address = word.contains('@');
    word.chars().filter_map(|c| audible(c, is_address)).collect()
}

/// The character as it is heard: itself, a space where it parts words, or nothing.
fn audible(c: char, in_address: bool) -> Option<char> {
    match c {
        '_' if in_address => Some(c),
        '*' | '`' | '#' => None,
        '_' | '~' | '|' | '\\' | '^' | '=' | '{' | '}' | '[' | ']' | '<' | '>' => Some(' '),
        // Joiners, marks of direction and of tags, soft hyphens, what makes a character a picture.
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{20E3}'
        | '\u{E0000}'..='\u{E0FFF}' => None,
        '\u{2028}' | '\u{2029}' => Some(' '),
        _ if c.is_control() => Some(' '),
        _ if is_picture(c) => Some(' '),
        _ => Some(c),
    }
}

/// Arrows, signs, boxes, dingbats, emoji, and what is reserved for private use or for nothing.
/// <https://www.unicode.org/Public/UCD/latest/ucd/Blocks.txt>
fn is_picture(c: char) -> bool {
    matches!(u32::from(c),
        0xA9 | 0xAE | 0x2022 | 0x2023 | 0x2043 | 0x2100..=0x2115 | 0x2117..=0x214F | 0x2190..=0x21FF
        | 0x2300..=0x243F | 0x2460..=0x27BF | 0x27F0..=0x27FF | 0x2900..=0x297F | 0x2B00..=0x2BFF
        | 0x3030 | 0x303D | 0x3297 | 0x3299 | 0xE000..=0xF8FF | 0xFFFC | 0xFFFD | 0xFFFE | 0xFFFF
        | 0x1F000..=0x1FAFF | 0xF0000..=0x10FFFF)
}

/// Without the quotation marks around the whole.
fn unquoted(text: &str) -> &str {
    let mut text = text.trim();
    for (open, close) in [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('\'', '\'')] {
        let inner = text.strip_prefix(open).and_then(|text| text.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.contains([open, close])) {
            text = inner.trim();
        }
    }
    text
}
