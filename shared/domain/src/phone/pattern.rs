//! Matches digits against the expressions of numbering plans.
//!
//! They use digits, `\d`, classes, groups, alternatives, `?`, `{n}`, `{n,m}` and `$`, and numbers are
//! short. So an expression is followed as it is written: nothing is compiled and nothing cached,
//! and a number costs the same whichever countries' numbers came before it.

/// Groups that a match remembers, by their number; libphonenumber's plans use the first two.
const GROUPS: usize = 3;

/// Where a match ended, and what its groups took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) end: usize,
    pub(super) groups: [Option<(usize, usize)>; GROUPS],
}

/// Whether the pattern takes all the digits.
pub(super) fn matches_whole(pattern: &str, digits: &str) -> bool {
    Matcher::new(pattern, digits, true).run().is_some()
}

/// The match of the pattern at the beginning of the digits, as a backtracking engine finds it first.
pub(super) fn match_start(pattern: &str, digits: &str) -> Option<Match> {
    Matcher::new(pattern, digits, false).run()
}

/// How many capturing groups a pattern has.
pub(super) fn group_count(pattern: &str) -> usize {
    let opening = |place: usize| pattern.as_bytes()[place] == b'(' && !pattern[place..].starts_with("(?:");
    (0..pattern.len()).filter(|place| opening(*place)).count()
}

struct Matcher<'m> {
    pattern: &'m [u8],
    digits: &'m [u8],
    whole: bool,
    found: Match,
}

/// A part of the pattern: from, to.
type Span = (usize, usize);

/// What is to be matched behind the part that is being matched.
enum Next<'n> {
    Nothing,
    Sequence { part: Span, then: &'n Next<'n> },
    Close { group: usize, opened: usize, then: &'n Next<'n> },
    Repeat { group: &'n Group, least: usize, most: usize, then: &'n Next<'n> },
}

struct Group {
    body: Span,
    /// Its number, where it captures.
    number: Option<usize>,
}

impl<'m> Matcher<'m> {
    fn new(pattern: &'m str, digits: &'m str, whole: bool) -> Self {
        let found = Match { end: 0, groups: [None; GROUPS] };
        Self { pattern: pattern.as_bytes(), digits: digits.as_bytes(), whole, found }
    }

    fn run(mut self) -> Option<Match> {
        let all = (0, self.pattern.len());
        self.alternatives(all, 0, &Next::Nothing).then_some(self.found)
    }

    fn alternatives(&mut self, (from, to): Span, at: usize, next: &Next<'_>) -> bool {
        let mut start = from;
        loop {
            let end = self.alternative_end(start, to);
            if self.sequence((start, end), at, next) {
                return true;
            }
            if end == to {
                return false;
            }
            start = end + 1;
        }
    }

    fn sequence(&mut self, (from, to): Span, at: usize, next: &Next<'_>) -> bool {
        if from == to {
            return self.go_on(at, next);
        }
        match self.pattern[from] {
            b'(' => {
                let close = self.closing(from);
                let captures = self.pattern[from + 1] != b'?';
                let body = (if captures { from + 1 } else { from + 3 }, close);
                let number = captures.then(|| self.group_number(from));
                let (least, most, rest) = self.repetition(close + 1, to);
                let then = Next::Sequence { part: (rest, to), then: next };
                self.repeat(&Group { body, number }, least, most, at, &then)
            }
            b'$' => at == self.digits.len() && self.sequence((from + 1, to), at, next),
            _ => {
                let atom_end = self.atom_end(from);
                let (least, most, rest) = self.repetition(atom_end, to);
                let most = most.min(self.digits.len() - at);
                let mut taken = 0;
                while taken < most && self.atom_takes((from, atom_end), self.digits[at + taken]) {
                    taken += 1;
                }
                // Greedy: the most first.
                (least..=taken).rev().any(|taken| self.sequence((rest, to), at + taken, next))
            }
        }
    }

    fn go_on(&mut self, at: usize, next: &Next<'_>) -> bool {
        match next {
            Next::Nothing => {
                self.found.end = at;
                !self.whole || at == self.digits.len()
            }
            Next::Sequence { part, then } => self.sequence(*part, at, then),
            Next::Close { group, opened, then } => {
                let before = self.found.groups[*group];
                self.found.groups[*group] = Some((*opened, at));
                let matched = self.go_on(at, then);
                if !matched {
                    self.found.groups[*group] = before;
                }
                matched
            }
            Next::Repeat { group, least, most, then } => self.repeat(group, *least, *most, at, then),
        }
    }

    fn repeat(&mut self, group: &Group, least: usize, most: usize, at: usize, next: &Next<'_>) -> bool {
        if most > 0 {
            let again = Next::Repeat { group, least: least.saturating_sub(1), most: most - 1, then: next };
            let matched = match group.number.filter(|number| *number < GROUPS) {
                Some(number) => {
                    let close = Next::Close { group: number, opened: at, then: &again };
                    self.alternatives(group.body, at, &close)
                }
                None => self.alternatives(group.body, at, &again),
            };
            if matched {
                return true;
            }
        }
        least == 0 && self.go_on(at, next)
    }

    /// Where the alternative that begins at `start` ends.
    fn alternative_end(&self, start: usize, to: usize) -> usize {
        let mut depth = 0_usize;
        for (offset, byte) in self.pattern[start..to].iter().enumerate() {
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'|' if depth == 0 => return start + offset,
                _ => {}
            }
        }
        to
    }

    /// The bracket that closes the one at `open`.
    fn closing(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for (offset, byte) in self.pattern[open..].iter().enumerate() {
            match byte {
                b'(' => depth += 1,
                b')' if depth == 1 => return open + offset,
                b')' => depth -= 1,
                _ => {}
            }
        }
        self.pattern.len()
    }

    fn group_number(&self, open: usize) -> usize {
        let captures = |place: &usize| self.pattern[*place] == b'(' && self.pattern[place + 1] != b'?';
        (0..=open).filter(captures).count()
    }

    fn atom_end(&self, from: usize) -> usize {
        match self.pattern[from] {
            b'\\' => from + 2,
            b'[' => self.pattern[from..].iter().position(|b| *b == b']').map_or(from, |end| from + end) + 1,
            _ => from + 1,
        }
    }

    fn atom_takes(&self, (from, end): Span, digit: u8) -> bool {
        match self.pattern[from] {
            b'\\' => true,
            b'[' => {
                let class = &self.pattern[from + 1..end - 1];
                let mut place = 0;
                while place < class.len() {
                    let is_range = class.get(place + 1) == Some(&b'-');
                    let last = if is_range { class[place + 2] } else { class[place] };
                    if (class[place]..=last).contains(&digit) {
                        return true;
                    }
                    place += if is_range { 3 } else { 1 };
                }
                false
            }
            literal => literal == digit,
        }
    }

    /// How often what stands before `place` is to be matched, and where the pattern goes on.
    fn repetition(&self, place: usize, to: usize) -> (usize, usize, usize) {
        match self.pattern[place..to].first() {
            Some(b'?') => (0, 1, place + 1),
            Some(b'{') => {
                let mut counts = [0, 0];
                let mut second = 0;
                let mut end = place + 1;
                while self.pattern[end] != b'}' {
                    match self.pattern[end] {
                        b',' => second = 1,
                        digit => counts[second] = counts[second] * 10 + usize::from(digit - b'0'),
                    }
                    end += 1;
                }
                (counts[0], counts[second], end + 1)
            }
            _ => (1, 1, place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_matched() {
        for (pattern, digits, expected) in [
            (r"[2-9]\d{3}", "2345", true),
            (r"[2-9]\d{3}", "23456", false),
            (r"1|12", "12", true),
            (r"(?:1|12)3", "123", true),
            (r"9\d{7,9}", "912345678", true),
            (r"9\d{7,9}", "9123456", false),
            (r"(?:2\d){2}", "2123", true),
            (r"(?:2\d){2}", "213", false),
            (r"[13-5]?7", "7", true),
            (r"[13-5]?7", "47", true),
            (r"[13-5]?7", "27", false),
            (r"8\d{6}(?:\d{2})?", "8123456", true),
            (r"8\d{6}(?:\d{2})?", "81234567", false),
        ] {
            assert_eq!(matches_whole(pattern, digits), expected, "{pattern} {digits}");
        }
    }

    #[test]
    fn the_first_match_at_the_start_is_found_with_its_groups() {
        let found = match_start(r"(183[12])|0", "0312").unwrap();
        assert_eq!((found.end, found.groups[1]), (1, None));
        let found = match_start(r"([457]\d{6})$|1", "4123456").unwrap();
        assert_eq!((found.end, found.groups[1]), (7, Some((0, 7))));
        assert_eq!(match_start(r"([457]\d{6})$|1", "41234567"), None);
        let found = match_start(r"(?:0|90)(?:(1[245])(\d{10,11}))?", "01411961234567").unwrap();
        assert_eq!((found.groups[1], found.groups[2]), (Some((1, 3)), Some((3, 14))));
        assert_eq!(group_count(r"(?:0|90)(?:(1[245])(\d{10,11}))?"), 2);
    }
}
