//! Reads numbers as people and programs write them.

use std::borrow::Cow;

use super::pattern::match_start;
use super::plan::{self, Plan};

/// The longest text that is looked at: two numbers, each with a word before it.
const TEXT_MAX: usize = 120;
/// ITU-T E.164: at most 15 digits; libphonenumber knows plans with up to 17.
const DIGITS_MAX: usize = 17;
/// What North America dials before an international number. Elsewhere a national number may begin so
/// (Buenos Aires' area code is 011), so without a country more digits must follow than those have.
const AMERICAN_EXIT: &str = "011";
const AFTER_AMERICAN_EXIT_MIN: usize = 10;
/// From so many digits on, a number without its plus sign is looked at as an international one.
const WITHOUT_PLUS_MIN: usize = 11;

/// A number's text, taken apart.
struct Written {
    digits: String,
    has_plus: bool,
}

/// The digits, without the plus sign, of the international number that a text means; or why not.
///
/// `country` is where a national number is from. A text with several numbers means the first that
/// exists.
pub(super) fn read(text: &str, country: Option<&str>) -> Result<String, String> {
    if text.len() > TEXT_MAX {
        return Err("is too long for a telephone number".into());
    }
    let mut parts = text.split([',', ';', '|', '\n', '\r']).flat_map(|part| part.split(":::"));
    let mut parts = parts.by_ref().map(str::trim).filter(|part| !part.is_empty());
    let first = read_one(parts.next().unwrap_or_default(), country);
    let mut others = parts.map(|part| read_one(part, country));
    first.or_else(|reason| others.find_map(Result::ok).ok_or(reason))
}

fn read_one(text: &str, country: Option<&str>) -> Result<String, String> {
    let Written { digits, has_plus } = take_apart(text)?;
    if has_plus {
        return international(&digits);
    }
    match country.and_then(Plan::of_region) {
        Some(plan) => national(&digits, &plan),
        None => without_country(&digits),
    }
}

fn take_apart(text: &str) -> Result<Written, String> {
    let text =
        without_label(text.trim_matches(|c: char| c.is_whitespace() || is_ignored(c) || "'\"=".contains(c)));
    let text = without_extension(text);
    // A spreadsheet took the number for one to reckon with.
    let text = text.strip_suffix(".0").or_else(|| text.strip_suffix(".00")).unwrap_or(text);
    if looks_rounded(text) {
        return Err(
            "was shortened by a spreadsheet: format the column as text and enter the number again".into()
        );
    }
    let mut digits = String::new();
    let mut has_plus = false;
    for c in text.chars() {
        match digit_of(c) {
            Some(digit) => digits.push(digit),
            None if c == '+' || c == '＋' => {
                if has_plus || !digits.is_empty() {
                    return Err("holds more than one plus sign: name one number".into());
                }
                has_plus = true;
            }
            None if is_separator(c) => {}
            // Letters that stand for keys ("+1 800 FLOWERS") are more often a slip than a number.
            None => return Err("is no telephone number: it has other characters than digits".into()),
        }
    }
    if digits.is_empty() {
        return Err("must not be empty".into());
    }
    Ok(Written { digits, has_plus })
}

/// Exports write what a number is before it: `tel:+1…`, `p:+1…` (Meta's lead ads), `Mobile: +1…`.
fn without_label(text: &str) -> &str {
    let label = text.find(':').map(|end| text.split_at(end));
    match label {
        Some((label, rest)) if !label.is_empty() && label.chars().all(|c| c.is_alphabetic() || c == '.') => {
            rest[1..].trim_start_matches("//").trim_start()
        }
        _ => text,
    }
}

/// An extension cannot be dialled from outside; the company's number before it can.
fn without_extension(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    let marks = ["extension", "extn", "ext", "x", "#", ";ext="];
    let place = marks.iter().filter_map(|mark| lower.find(mark)).min();
    let Some(place) = place.filter(|place| *place > 0) else { return text };
    let extension =
        lower[place..].trim_start_matches(|c: char| c.is_ascii_alphabetic() || " .:#=-".contains(c));
    let is_one = (1..=7).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_digit());
    if is_one { text[..place].trim_end() } else { text }
}

/// `4.42079E+11`
fn looks_rounded(text: &str) -> bool {
    let exponent = text.split_once(['E', 'e']);
    exponent.is_some_and(|(mantissa, exponent)| {
        let number =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || ".,+".contains(c));
        number(mantissa) && number(exponent)
    })
}

/// Digits of the scripts in which numbers are written.
fn digit_of(c: char) -> Option<char> {
    const ZEROS: [char; 7] = ['0', '٠', '۰', '०', '০', '๐', '０'];
    let value =
        ZEROS.iter().filter_map(|zero| u32::from(c).checked_sub(u32::from(*zero))).find(|v| *v < 10)?;
    char::from_digit(value, 10)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || is_ignored(c)
        || "-.()[]/~_·•*\\".contains(c)
        || is_dash(c)
        || "（）［］．／～".contains(c)
}

fn is_dash(c: char) -> bool {
    matches!(
        c,
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | 'ー'
    )
}

/// Characters that show nothing: direction marks, joiners, byte-order marks, soft hyphens.
fn is_ignored(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{fe0e}' | '\u{fe0f}' | '\u{feff}'
    )
}

/// An international number, checked.
fn international(digits: &str) -> Result<String, String> {
    // "+00 34…" is written too.
    let digits = &*without_old_mark(digits.trim_start_matches('0'));
    let number = plan::normalized(digits).filter(|number| number.len() <= DIGITS_MAX);
    match number.filter(|number| plan::describe(number).is_some()) {
        Some(number) => Ok(number),
        None => Err(what_is_wrong(digits)),
    }
}

/// Mexico's mobile numbers had a 1 behind the calling code until 2019, and many lists still have it.
/// <https://www.itu.int/oth/T0202000089/en>
fn without_old_mark(digits: &str) -> Cow<'_, str> {
    match digits.strip_prefix("521") {
        Some(rest) if rest.len() == 10 => Cow::Owned(format!("52{rest}")),
        _ => Cow::Borrowed(digits),
    }
}

/// What Mexico dialled before a national number in the same years: 01, and 044 or 045 to mobiles.
fn without_old_prefix<'d>(digits: &'d str, plan: &Plan) -> &'d str {
    let prefixes = if plan.code() == "52" { &["01", "044", "045"][..] } else { &[] };
    let rest = prefixes.iter().find_map(|prefix| digits.strip_prefix(prefix));
    rest.filter(|rest| rest.len() == 10).unwrap_or(digits)
}

fn what_is_wrong(digits: &str) -> String {
    let Some((plan, national)) = plan::main_plan(digits) else {
        return "begins with no country's calling code: a number looks like +14155550101".into();
    };
    let (code, lengths) = (plan.code(), plan.lengths());
    if national.len() < lengths.shortest() {
        format!("is too short for a number of +{code}")
    } else if national.len() > lengths.longest() {
        format!("is too long for a number of +{code}")
    } else {
        format!("is no number that exists in the numbering plan of +{code}")
    }
}

/// A number as it is dialled in a country.
fn national(digits: &str, plan: &Plan) -> Result<String, String> {
    let digits = without_old_prefix(digits, plan);
    let exit = match_start(plan.international_prefix(), digits)
        .filter(|found| found.end > 0 && !digits[found.end..].starts_with('0'));
    if let Some(found) = exit
        && let Ok(number) = international(&digits[found.end..])
    {
        return Ok(number);
    }
    let exists = |number: &String| plan::describe(number).is_some();
    let code = plan.code();
    let within = format!("{code}{}", plan.without_national_prefix(digits));
    // A plan may take the number for one of its own although it begins with the calling code.
    let rest = digits.strip_prefix(code).map(|rest| plan.without_national_prefix(rest));
    let with_code = rest
        .filter(|rest| plan.may_be(rest) && !plan.may_be(digits) || digits.len() > plan.lengths().longest());
    with_code
        .map(|rest| format!("{code}{rest}"))
        .filter(exists)
        .or_else(|| Some(within.clone()).filter(exists))
        .or_else(|| long_without_plus(digits))
        .or_else(|| digits.strip_prefix("00").and_then(|rest| international(rest).ok()))
        .ok_or_else(|| what_is_wrong(&within))
}

/// A number without a plus sign from who knows where.
fn without_country(digits: &str) -> Result<String, String> {
    const UNKNOWN: &str = "has no calling code: write it with + and the code, such as +14155550101, or name the country it is from";
    if let Some(rest) = digits.strip_prefix("00") {
        return international(rest);
    }
    let american = digits.strip_prefix(AMERICAN_EXIT).filter(|rest| rest.len() >= AFTER_AMERICAN_EXIT_MIN);
    if let Some(number) = american.and_then(|rest| international(rest).ok()) {
        return Ok(number);
    }
    // Such a number may also be a national one, where those are written without a prefix.
    let ambiguous = || plan::plans_of_length(digits.len()).any(|plan| plan.is_written_bare(digits));
    long_without_plus(digits).filter(|_| !ambiguous()).ok_or_else(|| UNKNOWN.to_owned())
}

/// A number whose plus sign a spreadsheet took.
fn long_without_plus(digits: &str) -> Option<String> {
    let long = digits.len() >= WITHOUT_PLUS_MIN && !digits.starts_with('0');
    long.then(|| international(digits).ok()).flatten()
}
