//! Lines become one: list marks, headings, quotations, tables and the names of speakers go.

/// How a model that writes a script marks its own lines, without case.
const OWN: [&str; 12] = [
    "assistant",
    "ai",
    "agent",
    "bot",
    "asistente",
    "assistent",
    "assistente",
    "agente",
    "ki",
    "ia",
    "model",
    "system",
];
/// How it marks the other's; whatever follows it made up.
const OTHER: [&str; 13] = [
    "user",
    "human",
    "lead",
    "caller",
    "callee",
    "customer",
    "client",
    "usuario",
    "usuário",
    "cliente",
    "kunde",
    "nutzer",
    "utilisateur",
];

/// The lines of `text` in one. A list's items are parted by commas, since its marks are not heard.
pub(super) fn joined(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let numbered = is_numbered(&lines);
    let mut number = 0;
    let mut joined = String::new();
    for (place, line) in lines.iter().enumerate() {
        let (speaker, line) = speaker(line);
        if speaker == Some(Speaker::Other) && place > 0 {
            break;
        }
        let (item, line) = without_mark(line, numbered, &mut number);
        let line = line.trim();
        if !line.contains(char::is_alphanumeric) {
            continue;
        }
        let flows_on = joined.ends_with(|c: char| c.is_alphanumeric() || c == ')');
        if item && flows_on {
            joined.push(',');
        }
        joined.push(' ');
        joined.push_str(line);
    }
    joined
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaker {
    Own,
    Other,
}

/// Who a line says is speaking (`Assistant: …`, `**AI:** …`), and what is said.
fn speaker(line: &str) -> (Option<Speaker>, &str) {
    let mut rest = line;
    let mut found = None;
    while let Some((name, said)) = rest.split_once(':') {
        let name = name.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        found = if OWN.contains(&name.as_str()) {
            Some(Speaker::Own)
        } else if OTHER.contains(&name.as_str()) {
            Some(Speaker::Other)
        } else {
            break;
        };
        rest = said.trim_start_matches(|c: char| c.is_whitespace() || c == '*' || c == '_');
    }
    (found, rest)
}

/// Whether lines are numbered as a list is: with a 1 and a 2. A lone "1. Dezember" is a date.
fn is_numbered(lines: &[&str]) -> bool {
    let numbers: Vec<u32> =
        lines.iter().filter_map(|line| number_of(line).map(|(number, _)| number)).collect();
    numbers.windows(2).any(|pair| pair == [1, 2])
}

fn number_of(line: &str) -> Option<(u32, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at_checked(digits)?;
    let rest = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))?;
    Some((number.parse().ok()?, rest))
}

/// The line without what marks it as an item, a heading or a quotation, and whether it was an item.
fn without_mark<'l>(line: &'l str, numbered: bool, number: &mut u32) -> (bool, &'l str) {
    let mut rest = line;
    let mut item = false;
    loop {
        let next = rest.trim_start_matches(['#', '>', '|']).trim_start();
        let bullet = ["- ", "* ", "+ ", "• ", "– ", "— ", "◦ ", "▪ ", "‣ ", "· "];
        let next = match bullet.iter().find_map(|mark| next.strip_prefix(mark)) {
            Some(after) => {
                item = true;
                after.trim_start()
            }
            None => next,
        };
        if next == rest {
            break;
        }
        rest = next;
    }
    match number_of(rest) {
        Some((found, after)) if numbered && found == *number + 1 => {
            *number = found;
            (true, after)
        }
        _ => (item, rest),
    }
}
