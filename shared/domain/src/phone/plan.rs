//! The numbering plans of all countries: which numbers exist, in which country and of which type.

use std::sync::LazyLock;

use super::pattern::{group_count, match_start, matches_whole};

const PLANS: &str = include_str!("../../data/phone_plans.tsv");

/// The region of calling codes that are no country's, such as satellite networks.
const NO_COUNTRY: &str = "001";

/// What a number is for, as its plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberType {
    PremiumRate,
    TollFree,
    SharedCost,
    Voip,
    Personal,
    Pager,
    /// A company's number that leads to one of its places.
    Universal,
    Voicemail,
    FixedLine,
    Mobile,
    /// In one plan with both, such as all numbers of North America.
    FixedLineOrMobile,
}

impl NumberType {
    /// In the order in which libphonenumber asks, and the columns of the data file stand.
    const SPECIAL: [Self; 8] = [
        Self::PremiumRate,
        Self::TollFree,
        Self::SharedCost,
        Self::Voip,
        Self::Personal,
        Self::Pager,
        Self::Universal,
        Self::Voicemail,
    ];

    /// Whether a person is called there, at no more than an ordinary price.
    pub fn is_personal_line(self) -> bool {
        matches!(self, Self::FixedLine | Self::Mobile | Self::FixedLineOrMobile | Self::Voip | Self::Personal)
    }

    /// With its article, as in "is a pager".
    pub fn name(self) -> &'static str {
        match self {
            Self::PremiumRate => "a premium-rate number",
            Self::TollFree => "a toll-free number",
            Self::SharedCost => "a shared-cost number",
            Self::Voip => "a VoIP number",
            Self::Personal => "a personal number",
            Self::Pager => "a pager",
            Self::Universal => "a company access number",
            Self::Voicemail => "a voicemail access number",
            Self::FixedLine => "a fixed-line number",
            Self::Mobile => "a mobile number",
            Self::FixedLineOrMobile => "a fixed-line or mobile number",
        }
    }
}

/// What its digits tell about a number that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Described {
    /// ISO 3166-1; `None` for numbers that are no country's.
    pub(super) region: Option<&'static str>,
    pub(super) kind: NumberType,
}

/// One region's plan: the cells of its row.
pub(super) struct Plan([&'static str; 17]);

impl Plan {
    pub(super) fn of_region(region: &str) -> Option<Self> {
        rows().iter().find(|row| row.split('\t').nth(1) == Some(region)).map(|row| Self::read(row))
    }

    /// The plan of the region a calling code mainly belongs to.
    fn of_code(code: &str) -> Option<Self> {
        rows_of(code).next().map(Self::read)
    }

    fn read(row: &'static str) -> Self {
        let mut cells = [""; 17];
        for (cell, text) in cells.iter_mut().zip(row.split('\t')) {
            *cell = text;
        }
        Self(cells)
    }

    pub(super) fn code(&self) -> &'static str {
        self.0[0]
    }

    fn region(&self) -> &'static str {
        self.0[1]
    }

    pub(super) fn international_prefix(&self) -> &'static str {
        self.0[2]
    }

    /// Whether the digits are a number that people in this country write without any prefix: there
    /// is none, or, as with mobile numbers in China and Brazil, it is seldom used.
    pub(super) fn is_written_bare(&self, national: &str) -> bool {
        let prefix_is_optional = self.0[3].is_empty() || matches!(self.region(), "BR" | "CN");
        prefix_is_optional && self.kind(national).is_some_and(NumberType::is_personal_line)
    }

    fn general(&self) -> (Lengths, &'static str) {
        let (lengths, pattern) = self.0[6].split_once(':').unwrap_or_default();
        (Lengths(lengths), pattern)
    }

    pub(super) fn lengths(&self) -> Lengths {
        self.general().0
    }

    /// Whether a number may be one of this plan, whatever its type.
    pub(super) fn may_be(&self, national: &str) -> bool {
        matches_whole(self.general().1, national)
    }

    fn is_of(&self, cell: &'static str, national: &str) -> bool {
        let Some((lengths, pattern)) = cell.split_once(':') else { return false };
        let has_length = lengths.is_empty() || Lengths(lengths).whole(national.len());
        has_length && matches_whole(pattern, national)
    }

    /// The type of a number; `None` for one that does not exist.
    fn kind(&self, national: &str) -> Option<NumberType> {
        if !self.lengths().whole(national.len()) || !self.may_be(national) {
            return None;
        }
        let special = NumberType::SPECIAL.into_iter().zip(&self.0[7..15]);
        if let Some((kind, _)) = special.into_iter().find(|(_, cell)| self.is_of(cell, national)) {
            return Some(kind);
        }
        let [fixed, mobile] = [self.0[15], self.0[16]];
        let same = mobile == "=";
        match (self.is_of(fixed, national), !same && self.is_of(mobile, national)) {
            (true, also_mobile) if same || also_mobile => Some(NumberType::FixedLineOrMobile),
            (true, _) => Some(NumberType::FixedLine),
            (false, true) => Some(NumberType::Mobile),
            (false, false) => None,
        }
    }

    /// The number without what is dialled before it inside the country.
    ///
    /// As libphonenumber does it: nothing is taken off a number that is possible only with it.
    pub(super) fn without_national_prefix(&self, number: &str) -> String {
        let stripped = self.stripped(number);
        if self.lengths().whole(stripped.len()) || self.lengths().exceeds(&stripped) {
            stripped
        } else {
            number.to_owned()
        }
    }

    fn stripped(&self, number: &str) -> String {
        let [prefix, transform] = [self.0[3], self.0[4]];
        let found = if prefix.is_empty() { None } else { match_start(prefix, number) };
        let Some(found) = found else { return number.to_owned() };
        let groups = group_count(prefix);
        let transforms =
            !transform.is_empty() && groups > 0 && found.groups.get(groups).is_some_and(Option::is_some);
        let rest = &number[found.end..];
        let stripped = if transforms {
            let mut text = String::new();
            let mut rule = transform.chars();
            while let Some(c) = rule.next() {
                let group = if c == '\\' { rule.next().and_then(|d| d.to_digit(10)) } else { None };
                match group.and_then(|group| *found.groups.get(group as usize)?) {
                    Some((from, to)) => text.push_str(&number[from..to]),
                    None => text.push(c),
                }
            }
            text + rest
        } else {
            rest.to_owned()
        };
        if self.may_be(number) && !self.may_be(&stripped) { number.to_owned() } else { stripped }
    }
}

/// Lengths of numbers, written `9,10` or, with those that lack the area code, `10/7`.
#[derive(Clone, Copy)]
pub(super) struct Lengths(&'static str);

impl Lengths {
    fn listed(self) -> impl Iterator<Item = usize> {
        let whole = self.0.split('/').next().unwrap_or_default();
        whole.split(',').filter_map(|length| length.parse().ok())
    }

    pub(super) fn whole(self, length: usize) -> bool {
        self.listed().any(|listed| listed == length)
    }

    pub(super) fn shortest(self) -> usize {
        self.listed().min().unwrap_or(0)
    }

    pub(super) fn longest(self) -> usize {
        self.listed().max().unwrap_or(0)
    }

    fn exceeds(self, number: &str) -> bool {
        number.len() > self.longest() && !self.local(number.len())
    }

    fn local(self, length: usize) -> bool {
        let local = self.0.split_once('/').map(|(_, local)| local).unwrap_or_default();
        local.split(',').any(|listed| listed.parse() == Ok(length))
    }
}

fn rows() -> &'static [&'static str] {
    static ROWS: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| PLANS.lines().filter(|line| !line.starts_with('#')).collect());
    &ROWS
}

/// The rows of a calling code, the main region's first.
fn rows_of(code: &str) -> impl Iterator<Item = &'static str> {
    rows()
        .iter()
        .copied()
        .filter(move |row| row.strip_prefix(code).is_some_and(|rest| rest.starts_with('\t')))
}

/// Whether a country has a plan.
pub(crate) fn is_country(code: &str) -> bool {
    code != NO_COUNTRY && rows().iter().any(|row| row.split('\t').nth(1) == Some(code))
}

/// Every country with a plan.
pub(super) fn countries() -> impl Iterator<Item = &'static str> {
    rows().iter().filter_map(|row| row.split('\t').nth(1)).filter(|region| *region != NO_COUNTRY)
}

/// The plans of countries whose numbers may have this many digits, without their national prefix.
pub(super) fn plans_of_length(length: usize) -> impl Iterator<Item = Plan> {
    rows()
        .iter()
        .map(|row| Plan::read(row))
        .filter(move |plan| plan.region() != NO_COUNTRY && plan.lengths().whole(length))
}

/// Splits an international number's digits into its calling code and the rest.
pub(super) fn split_code(digits: &str) -> Option<(&str, &str)> {
    (1..=3.min(digits.len())).map(|n| digits.split_at(n)).find(|(code, _)| rows_of(code).next().is_some())
}

/// The digits of an international number without a national prefix in it, as in +44 (0)20.
pub(super) fn normalized(digits: &str) -> Option<String> {
    let (code, national) = split_code(digits)?;
    let plan = Plan::of_code(code)?;
    Some(format!("{code}{}", plan.without_national_prefix(national)))
}

/// What the digits of an international number tell; `None` where it does not exist.
pub(super) fn describe(digits: &str) -> Option<Described> {
    let (code, national) = split_code(digits)?;
    let several = rows_of(code).nth(1).is_some();
    let plan = rows_of(code).map(Plan::read).find(|plan| match plan.0[5] {
        _ if !several => true,
        "" => plan.kind(national).is_some(),
        leading => match_start(leading, national).is_some(),
    })?;
    let region = Some(plan.region()).filter(|region| *region != NO_COUNTRY);
    Some(Described { region, kind: plan.kind(national)? })
}

/// The plan of a number's calling code, for saying what is wrong with it.
pub(super) fn main_plan(digits: &str) -> Option<(Plan, &str)> {
    let (code, national) = split_code(digits)?;
    Some((Plan::of_code(code)?, national))
}

/// The country a number's calling code mainly belongs to.
pub(super) fn main_region(digits: &str) -> Option<&'static str> {
    main_plan(digits).map(|(plan, _)| plan.region()).filter(|region| *region != NO_COUNTRY)
}
