use proptest::prelude::*;

use super::*;

fn of(number: &str) -> &'static CallingRule {
    of_number(&PhoneNumber::trusted(number))
}

#[test]
fn every_row_is_read_and_says_where_it_is_from() {
    let rows = RULES.lines().filter(|line| !line.starts_with('#')).count();
    assert_eq!(all().len(), rows);
    assert!(rows > 30 && version().parse::<Date>().is_ok());
    for rule in all() {
        assert!(rule.source.len() > 8 && rule.most.within <= COUNTED_FOR, "{}", rule.place);
        assert!(rule.consent_source.len() > 8, "{}", rule.place);
        assert!(rule.hours.iter().any(|hours| !hours.is_empty()), "{}", rule.place);
    }
}

#[test]
fn a_number_is_judged_by_its_state_or_country() {
    for (number, place) in [
        ("+13055550123", "US-FL"),
        ("+12145550123", "US-TX"),
        // New York has no row of its own.
        ("+12125550123", "US"),
        ("+14165550123", "CA"),
        ("+34612345601", "ES"),
        ("+351912345678", "PT"),
        // Mexico, Guernsey and Puerto Rico have no row.
        ("+525512345678", "*"),
        ("+441481256789", "*"),
        ("+17875550123", "*"),
    ] {
        assert_eq!(of(number).place, place, "{number}");
    }
}

#[test]
fn the_consent_that_is_asked_for_is_read_and_a_word_that_is_unknown_loses_the_row() {
    let row = "XX\tX\t09:00-20:00\t-\t-\t-\t3/24h\ton\tsome law\t-\tanother law";
    let rule = |row: String| CallingRule::read(row.leak());
    assert_eq!(rule(row.into()).unwrap().consent, None);
    let said = |word: &str| rule(row.replace("\t-\tanother", &format!("\t{word}\tanother")));
    assert_eq!(said("written").unwrap().consent, Some(ConsentNeeded::Written));
    assert_eq!(said("any").unwrap().consent, Some(ConsentNeeded::Any));
    assert_eq!(said("implied"), None);
    for (number, needed) in [
        ("+13055550123", ConsentNeeded::Written),
        ("+12125550123", ConsentNeeded::Written),
        ("+17875550123", ConsentNeeded::Written),
        ("+34612345601", ConsentNeeded::Any),
    ] {
        assert_eq!(of(number).consent, Some(needed), "{number}");
    }
}

#[test]
fn no_area_code_is_of_two_states() {
    let mut codes: Vec<_> = AREA_CODES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(_, codes)| codes.split(' '))
        .collect();
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count);
    assert!(codes.iter().all(|code| code.len() == 3 && code.parse::<u16>().is_ok()));
}

#[test]
fn the_rules_hold_wherever_somebody_real_is_called() {
    for here in ["http://127.0.0.1:4566/twilio", "http://localhost:8080", "http://[::1]:8080/twilio"] {
        assert_eq!(CallingRules::of_telephony_at(here), CallingRules::Simulated, "{here}");
    }
    for real in
        ["", "https://api.twilio.com", "https://localhost.example.com", "http://10.0.0.7/twilio", "nowhere"]
    {
        assert_eq!(CallingRules::of_telephony_at(real), CallingRules::Enforced, "{real}");
    }
}

proptest! {
    #[test]
    fn nobody_is_called_more_often_than_the_rule_says(
        wishes in proptest::collection::vec(0_i64..48 * 60, 1..60),
        place in 0_usize..30,
    ) {
        let rule = &all()[place];
        let (mut dials, mut clock) = (Vec::new(), Timestamp::UNIX_EPOCH);
        for pause in wishes {
            clock += SignedDuration::from_mins(pause);
            clock = rule.rests_until(&dials, clock).unwrap_or(clock);
            prop_assert!(rule.rests_until(&dials, clock).is_none());
            dials.push(clock);
        }
        for (index, last) in dials.iter().enumerate() {
            let within = dials[..=index].iter().filter(|at| **at > *last - rule.most.within).count();
            prop_assert!(within <= rule.most.calls as usize);
        }
    }
}
