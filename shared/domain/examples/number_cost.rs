//! What numbers cost in instructions; run by `cargo xtask bench --numbers`.
//!
//! Arguments: what to do, and how often. `stored` reads stored leads, `one` checks numbers of one
//! country, `twelve` numbers of twelve countries in turn, `sorted` the same ones country by country.

use homework_domain::lead::Lead;
use homework_domain::lead::NewLead;

const TWELVE: [&str; 12] = [
    "+1415555",
    "+44207946",
    "+3461234",
    "+3361234",
    "+4915123",
    "+35121234",
    "+551198765",
    "+5255123",
    "+6141234",
    "+9198765",
    "+3934712",
    "+8190123",
];
/// How many digits follow each beginning.
const MORE: [usize; 12] = [4, 4, 4, 4, 6, 4, 4, 5, 4, 5, 5, 5];

fn number(country: usize, n: usize) -> String {
    let digits = MORE[country];
    format!("{}{:0digits$}", TWELVE[country], n % 10_usize.pow(u32::try_from(digits).unwrap_or(4)))
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let count: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(0);
    let now = jiff::Timestamp::UNIX_EPOCH;
    let taken =
        |text: &str| NewLead::parse("Ana Lopez", text, None).map(|new| Lead::create(new, now)).is_ok();
    let done = match what.as_str() {
        "stored" => {
            let stored = include_str!("../tests/data/stored_lead.json");
            (0..count).filter(|_| serde_json::from_str::<Lead>(stored).is_ok()).count()
        }
        "one" => (0..count).filter(|n| taken(&number(0, *n))).count(),
        "twelve" => (0..count).filter(|n| taken(&number(n % 12, *n))).count(),
        "sorted" => (0..count).filter(|n| taken(&number(n * 12 / count, *n))).count(),
        _ => 0,
    };
    assert_eq!(done, count, "a number was refused");
    println!("{done}");
}
