//! What surrounds the words: thoughts, code, tags, data and addresses.

/// How models mark what they think before they speak.
const THOUGHTS: [&str; 6] = ["think", "thinking", "thought", "reasoning", "analysis", "scratchpad"];
/// Elements whose content is not speech either.
const SILENT: [&str; 8] =
    ["script", "style", "tool_call", "tool_calls", "tool_response", "function_call", "function", "invoke"];

/// Leaves out what the model thought. An end without a beginning ends everything before it, and a
/// beginning without an end begins nothing that is to be heard.
pub(super) fn without_thoughts(text: &str) -> String {
    let mut text = text.to_owned();
    for name in THOUGHTS {
        let (open, close) = (format!("<{name}"), format!("</{name}>"));
        while let Some(end) = find(&text, &close) {
            let start = find(text.get(..end).unwrap_or_default(), &open).unwrap_or(0);
            text.replace_range(start..end + close.len(), " ");
        }
        while let Some(start) = find(&text, &open) {
            let after = text.get(start + open.len()..).unwrap_or_default();
            if !after.starts_with(|c: char| c == '>' || c.is_whitespace()) {
                break;
            }
            text.truncate(start);
        }
    }
    text
}

/// Leaves out code between fences; a fence around plain words is taken away alone.
pub(super) fn without_code(text: &str) -> String {
    let mut parts = text.split("```");
    let mut words = parts.next().unwrap_or_default().to_owned();
    for (number, part) in parts.enumerate() {
        let within = number % 2 == 0;
        words.push('\n');
        if within {
            words.push_str(prose(part))
        } else {
            words.push_str(part)
        }
        words.push('\n');
    }
    words
}

/// What stands in a fence if it reads like speech; the fence's first word may name a language.
fn prose(fenced: &str) -> &str {
    let (info, body) = fenced.split_once('\n').unwrap_or(("", fenced));
    let body = if info.trim().contains(' ') { fenced } else { body };
    let named = info.trim().to_ascii_lowercase();
    let plain = matches!(named.as_str(), "" | "text" | "txt" | "markdown" | "md" | "plaintext")
        || named.contains(' ');
    let reads_like_code = body.contains(['{', '}', ';', '=', '<', '>']);
    if plain && !reads_like_code { body } else { "" }
}

/// Takes away tags of HTML, SSML and templates (`<|im_end|>`), with the content of those that hold
/// no speech. The names of characters (`&amp;`) become the characters.
pub(super) fn without_tags(text: &str) -> String {
    let mut text = without_entities(text);
    for name in SILENT {
        let (open, close) = (format!("<{name}"), format!("</{name}>"));
        while let Some(start) = find(&text, &open) {
            let after = text.get(start + open.len()..).unwrap_or_default();
            if !after.starts_with(|c: char| c == '>' || c == '=' || c.is_whitespace()) {
                break;
            }
            let end = find(after, &close).map_or(text.len(), |end| start + open.len() + end + close.len());
            text.replace_range(start..end, " ");
        }
    }
    let mut words = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find('<') {
        words.push_str(rest.get(..start).unwrap_or_default());
        rest = rest.get(start..).unwrap_or_default();
        let opens = rest.get(1..).is_some_and(|tag| {
            tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?' | '|'))
        });
        let end = rest.find('>').filter(|_| opens).map_or(1, |end| end + 1);
        // A line break in markup is one to the ear, any other tag joins or parts words as spaces do.
        words.push(if rest.to_ascii_lowercase().starts_with("<br") { '\n' } else { ' ' });
        rest = rest.get(end..).unwrap_or_default();
    }
    words.push_str(rest);
    words.replace('>', " ")
}

fn without_entities(text: &str) -> String {
    const ENTITIES: [(&str, &str); 8] = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&hellip;", "…"),
        ("&amp;", "&"),
    ];
    let mut text = text.to_owned();
    // Each round shortens the text, so there is a last one.
    while let Some((name, character)) = ENTITIES.iter().find(|(name, _)| text.contains(name)) {
        text = text.replace(name, character);
    }
    text
}

/// Leaves out what was meant for a tool: JSON, and calls that were written instead of made.
pub(super) fn without_data(text: &str) -> String {
    let mut text = without_calls(text);
    while let Some(start) = text.find(['{', '}']) {
        let end =
            closing(text.get(start..).unwrap_or_default(), '{', '}').map_or(text.len(), |end| start + end);
        let is_opening = text.get(start..).is_some_and(|rest| rest.starts_with('{'));
        let end = if is_opening { end } else { start + 1 };
        text.replace_range(start..end, " ");
    }
    without_brackets(&text)
}

fn without_calls(text: &str) -> String {
    let mut text = text.to_owned();
    for name in crate::tools::NAMES {
        while let Some(start) = find(&text, &format!("{name}(")) {
            let start_of_name = text.get(..start).unwrap_or_default();
            let start = start - start_of_name.len() + start_of_name.trim_end_matches("functions.").len();
            let call = text.get(start..).unwrap_or_default();
            let end = closing(call, '(', ')').map_or(text.len(), |end| start + end);
            text.replace_range(start..end, " ");
        }
    }
    text
}

/// Takes `[laughs]`, `[TOOL_CALLS]` and lists of data away; `[words](address)` and `![picture](…)` are
/// left to [`with_plain_links`].
fn without_brackets(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('[') {
        let inside = rest.get(start..).unwrap_or_default();
        let end = closing(inside, '[', ']').unwrap_or(inside.len());
        let after = inside.get(end..).unwrap_or_default();
        words.push_str(rest.get(..start).unwrap_or_default());
        if after.starts_with('(') {
            words.push_str(inside.get(..end).unwrap_or_default());
        } else {
            words.push(' ');
        }
        rest = after;
    }
    words.push_str(rest);
    words
}

/// The place behind the bracket that closes the one `text` begins with.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_u32;
    for (place, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(place + c.len_utf8());
            }
        }
    }
    None
}

/// Links are said by their words, addresses by their domain; pictures are not said.
pub(super) fn with_plain_links(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("](") {
        let before = rest.get(..start).unwrap_or_default();
        let target = rest.get(start + 1..).unwrap_or_default();
        let end = closing(target, '(', ')').unwrap_or(target.len());
        match before.rfind('[') {
            Some(open) => {
                let kept = before.get(..open).unwrap_or_default();
                let label = before.get(open + 1..).unwrap_or_default();
                let picture = kept.ends_with('!');
                words.push_str(kept.trim_end_matches('!'));
                words.push_str(if picture { " " } else { label });
            }
            None => words.push_str(before),
        }
        rest = target.get(end..).unwrap_or_default();
    }
    words.push_str(rest);
    let words = words.replace(['[', ']'], " ");
    // Line breaks are kept: they still part lines from each other.
    let lines = words.lines().map(|line| line.split(' ').map(without_address).collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

/// A word that is an address of the web becomes its domain: `https://www.acme.com/a?b` → `acme.com`.
fn without_address(word: &str) -> String {
    let Some((before, address)) = split_address(word) else { return word.to_owned() };
    let host_ends = address.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')));
    let (host, path) = address.split_at(host_ends.unwrap_or(address.len()));
    let host = if find(host, "www.") == Some(0) { host.get(4..).unwrap_or_default() } else { host };
    let domain = host.trim_end_matches('.');
    let mark = match path.chars().next_back().or_else(|| host.chars().next_back()) {
        Some(mark @ ('.' | ',' | '!' | '?' | ';' | ')')) => mark.to_string(),
        _ => String::new(),
    };
    format!("{before}{domain}{mark}")
}

fn split_address(word: &str) -> Option<(&str, &str)> {
    for scheme in ["https://", "http://", "ftp://"] {
        if let Some(start) = find(word, scheme) {
            return Some((word.get(..start)?, word.get(start + scheme.len()..)?));
        }
    }
    let opens = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    if find(opens, "www.") == Some(0) {
        return Some((word.strip_suffix(opens)?, opens));
    }
    if let Some(start) = find(word, "mailto:") {
        // What follows is an e-mail address, which is said whole.
        return Some((word.get(start + "mailto:".len()..)?, ""));
    }
    // acme.com/book?id=1
    let (host, _) = word.split_once('/')?;
    let is_domain = host.rsplit_once('.').is_some_and(|(name, end)| {
        name.contains(|c: char| c.is_ascii_alphabetic())
            && (2..=10).contains(&end.len())
            && end.chars().all(|c| c.is_ascii_alphabetic())
    });
    is_domain.then_some(("", word))
}

/// Where `needle` (ASCII, lower case) begins in `text`, whatever the case there.
fn find(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes().windows(needle.len()).position(|part| part.eq_ignore_ascii_case(needle.as_bytes()))
}
