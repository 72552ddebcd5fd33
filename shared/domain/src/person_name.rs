//! A person's name. It is spoken aloud, put before a language model and written into invitations, so it
//! can be nothing but a name: letters, marks, spaces and the few signs that names have.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::error::FieldError;

/// What is shown where the name of a deleted person was.
pub(crate) const ERASED_NAME: &str = "Deleted lead";

const NAME_MAX_CHARS: usize = 80;
const WORD_MAX_CHARS: usize = 40;

/// A name in normal form (NFC): single spaces, no invisible characters, no emoji, quotes or brackets; no
/// dot within a word, so that no name can be followed as a link.
///
/// # Errors
/// On `name`, saying what a name may not have: digits and signs such as `:`, `@` or `{`, more than 80
/// characters, or more than 40 in a word.
pub fn parse(text: &str) -> Result<String, FieldError> {
    let wrong = |message: String| Err(FieldError::new("name", message));
    let mut plain = String::with_capacity(text.len());
    let mut after_dot = false;
    for c in text.nfc() {
        if after_dot && c.is_alphabetic() {
            plain.push(' ');
        }
        after_dot = false;
        match c {
            _ if c.is_whitespace() || is_decoration(c) => plain.push(' '),
            _ if is_format(c) => {}
            _ if c.is_alphabetic() || is_combining_mark(c) => plain.push(c),
            '\'' | '’' | '-' | ',' => plain.push(c),
            '‘' | '´' | '`' | '′' => plain.push('\''),
            '\u{2010}'..='\u{2014}' | '\u{2212}' => plain.push('-'),
            '.' | '·' | '・' => {
                plain.push(c);
                after_dot = c == '.';
            }
            _ if c.is_control() => return wrong("must not contain control characters".into()),
            _ if c.is_numeric() => return wrong("must not contain digits".into()),
            _ => return wrong(format!("must not contain {c:?}: letters, spaces, ' . , and - are allowed")),
        }
    }
    // A sign at an end is left over from something else; an apostrophe may begin a name ('t Hooft).
    let ends = |c: char| matches!(c, '-' | ',' | ' ');
    let name = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.trim_matches(ends).trim_start_matches(['.', '·', '・']).trim_start();
    let name = match name.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(quoted) => quoted.trim(),
        None => name,
    };
    if !name.chars().any(char::is_alphabetic) {
        return wrong("must not be empty".into());
    }
    if name.chars().count() > NAME_MAX_CHARS {
        return wrong(format!("must have at most {NAME_MAX_CHARS} characters"));
    }
    if name.split(' ').any(|word| word.chars().count() > WORD_MAX_CHARS) {
        return wrong(format!("must have at most {WORD_MAX_CHARS} characters in a word"));
    }
    Ok(name.to_owned())
}

/// What people and programs put around names.
fn is_decoration(c: char) -> bool {
    matches!(
        c,
        '"' | '“' | '”' | '„' | '«' | '»' | '(' | ')' | '[' | ']' | '*' | '_' | '~' | '|' | '/' | '&' | '•'
    ) || matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '™' | '®' | '©')
}

/// Characters that only say how others are to be shown (Unicode's category Cf), variation selectors, and
/// those that show nothing though they count as letters.
fn is_format(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}'
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{34f}' | '\u{17b4}' | '\u{17b5}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_kinds_are_names() {
        for (text, name) in [
            ("Ana  López ", "Ana López"),
            ("Jose\u{301}", "José"),
            ("Dr. Jane O'Neil-Smith, MD", "Dr. Jane O'Neil-Smith, MD"),
            ("SMITH, JOHN", "SMITH, JOHN"),
            ("J.R.R. Tolkien", "J. R. R. Tolkien"),
            ("'t Hooft", "'t Hooft"),
            ("O’Brien", "O’Brien"),
            ("“Ana” (Sales) 🦊", "Ana Sales"),
            ("'Ana'", "Ana"),
            ("Jean\u{2011}Luc", "Jean-Luc"),
            ("\u{202e}Ana\u{200b}", "Ana"),
            ("محمد علي", "محمد علي"),
            ("प्रिया शर्मा", "प्रिया शर्मा"),
            ("山田 太郎", "山田 太郎"),
            ("Nguyễn Văn Đức", "Nguyễn Văn Đức"),
            ("- Ana", "Ana"),
            ("evil.example", "evil. example"),
        ] {
            assert_eq!(parse(text).unwrap(), name, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in [
            "",
            " ",
            ".",
            "-",
            "\u{200b}",
            "\u{e0041}\u{e0042}",
            "\u{3164}",
            "🦊",
            "Ana 2",
            "Ana\u{7}",
            "a@b",
            "{company}",
            "URGENT:call",
            "x=1",
            "https://evil.example",
            "Ana<b>",
            "٣",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
        assert!(parse(&"a".repeat(41)).is_err());
        assert!(parse(&"ab ".repeat(27)).is_ok_and(|name| name.chars().count() == 80));
        assert!(parse(&"ab ".repeat(28)).is_err());
    }
}
