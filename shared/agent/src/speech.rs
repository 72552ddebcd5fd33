//! What is spoken is made for ears. A model writes for eyes: lists, links, emphasis, sometimes its
//! thoughts or a tool's JSON. All speech passes through [`clean`], whoever speaks it.

mod characters;
mod lines;
mod markup;

/// A minute or so. Nobody listens for longer, and Twilio speaks at most 4,096 characters at once.
const SPOKEN_CHARS_MAX: usize = 1_000;

/// Taking something away may bring together what must go as well, as in `<th<b></b>ink>`.
const ROUNDS_MAX: usize = 8;

/// The words of `text` as they may be spoken, in one line; empty if there are none. Cleaning twice
/// changes nothing.
pub fn clean(text: &str) -> String {
    let mut cleaned = clean_once(text);
    for _ in 0..ROUNDS_MAX {
        let again = clean_once(&cleaned);
        if again == cleaned {
            break;
        }
        cleaned = again;
    }
    cleaned
}

fn clean_once(text: &str) -> String {
    let text = markup::without_thoughts(text);
    let text = markup::without_code(&text);
    let text = markup::without_tags(&text);
    let text = markup::without_data(&text);
    let text = markup::with_plain_links(&text);
    let text = lines::joined(&text);
    let text = characters::spoken(&text);
    let text = within_reach(&text);
    if text.chars().any(char::is_alphanumeric) { text } else { String::new() }
}

/// What was recognised of an utterance, in one line: line breaks separate words.
pub fn heard(text: &str, chars_max: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(chars_max).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` up to its last whole sentence, for an answer that broke off; all of it if it has none.
pub(crate) fn whole_sentences(text: &str) -> &str {
    sentence_ends(text).last().and_then(|end| text.get(..end)).unwrap_or(text)
}

/// At most [`SPOKEN_CHARS_MAX`] characters, cut after a sentence, or else after a word.
fn within_reach(text: &str) -> String {
    let Some((limit, _)) = text.char_indices().nth(SPOKEN_CHARS_MAX) else { return text.to_owned() };
    let start = text.get(..limit).unwrap_or(text);
    let cut = sentence_ends(text).take_while(|end| *end <= limit).last();
    let cut = cut.or_else(|| start.rfind(' ')).unwrap_or(limit);
    text.get(..cut).unwrap_or(start).trim_end().to_owned()
}

/// Where sentences end: after a full stop, a question or an exclamation mark that a space or the end
/// of the text follows, but not after a number or a single letter ("am 3. Juni", "p. m.").
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().filter_map(|(place, mark)| {
        let end = place + mark.len_utf8();
        let stands_alone = text.get(end..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let word = text.get(..place).and_then(|before| before.split(' ').next_back()).unwrap_or_default();
        let shortened = word.chars().count() < 2 || word.chars().all(|c| c.is_ascii_digit());
        let ends = match mark {
            '!' | '?' | '…' | '。' => true,
            '.' => !shortened,
            _ => false,
        };
        (stands_alone && ends).then_some(end)
    })
}

#[cfg(test)]
mod tests;
