use super::*;
use crate::call_policy::CallPolicy;
use crate::caller_number::NewCallerNumber;
use crate::calling_rules::CallingRules;
use crate::campaign::LeadSelection;
use crate::consent::{Consent, ConsentKind};
use crate::lead::NewLead;
use crate::weekly_hours::WeeklyHours;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn lead(number: &str) -> Lead {
    let consent = Consent {
        kind: ConsentKind::Written,
        source: "website".to_owned(),
        text: Some("You may call me.".to_owned()),
        link: None,
        given_at: at("2026-11-01T10:00:00Z"),
        seller: "Example Ltd".to_owned(),
    };
    let lead = Lead::create(NewLead::parse("Ana", number, None).unwrap(), at("2026-11-20T10:00:00Z"));
    Lead { consent: Some(consent), ..lead }
}

/// What becomes of the leads of a campaign that calls one a minute, and `calls_per_day` in a day.
fn forecast(rules: CallingRules, calls_per_day: u64, now: &str, leads: Vec<(Lead, bool)>) -> Forecast {
    forecast_with(rules, calls_per_day, now, leads, false)
}

fn forecast_with(
    rules: CallingRules,
    calls_per_day: u64,
    now: &str,
    leads: Vec<(Lead, bool)>,
    again: bool,
) -> Forecast {
    let mut campaign = Campaign::create_by_selection("Test", LeadSelection::Pending, 60.0, at(now)).unwrap();
    campaign.run(at(now)).unwrap();
    forecast_of(&campaign, rules, calls_per_day, leads, again)
}

/// The same of this campaign, as of its creation.
fn forecast_of(
    campaign: &Campaign,
    rules: CallingRules,
    calls_per_day: u64,
    leads: Vec<(Lead, bool)>,
    again: bool,
) -> Forecast {
    let now = campaign.created_at;
    let times = CallingTimes { hours: WeeklyHours::parse("09:00-20:00", "Mon-Sat").unwrap(), rules };
    let callable = CallableNumbers::parse("*", "+34910000001").unwrap();
    let limits = Limits { calls_per_day, calls_per_second: None, calls_at_once: None };
    let callers = &CallerNumbers::default();
    judged(&Prospect { campaign, times: &times, callable: &callable, callers, limits, now }, leads, again)
}

fn judged(prospect: &Prospect<'_>, leads: Vec<(Lead, bool)>, again: bool) -> Forecast {
    let candidate = |(lead, do_not_call)| {
        let national = NationalStanding::default();
        Candidate { lead, do_not_call, national }
    };
    prospect.forecast(leads.into_iter().map(candidate).collect(), again).unwrap()
}

fn in_spain(count: u32) -> Vec<(Lead, bool)> {
    (0..count).map(|n| (lead(&format!("+3491234{:04}", 5600 + n)), false)).collect()
}

fn refused(forecast: &Forecast) -> Vec<(Obstacle, usize)> {
    forecast.refused.iter().map(|(obstacle, leads)| (*obstacle, leads.len())).collect()
}

/// A Monday, 11:00 in Madrid and 05:00 in New York.
const MORNING: &str = "2026-11-23T10:00:00Z";

#[test]
fn each_lead_is_in_the_group_that_the_gate_puts_it_in() {
    let mut premium = lead("+12125550143");
    premium.phone = serde_json::from_value("+19002345601".into()).unwrap();
    let mut called = lead("+34912345602");
    called.status = LeadStatus::Contacted;
    let mut often = lead("+34912345603");
    often.dials = vec![at("2026-11-23T09:00:00Z"); 3];
    let unasked = Lead { consent: None, ..lead("+34912345605") };
    let (now, wait, off) = (lead("+34912345601"), lead("+12125550143"), lead("+351211234567"));
    let leads = [now, wait, off, premium, called, often, unasked];
    let mut leads: Vec<_> = leads.into_iter().map(|lead| (lead, false)).collect();
    leads.push((lead("+34912345604"), true));
    let found = forecast(CallingRules::Enforced, 100, MORNING, leads);

    assert_eq!(found.callable_now.len(), 1);
    let waiting: Vec<_> =
        found.waiting.iter().map(|(why, group)| (*why, group.leads.len(), group.first_at)).collect();
    assert_eq!(
        waiting,
        [
            (Obstacle::OutsideCallingHours, 1, at("2026-11-23T14:00:00Z")),
            (Obstacle::TooManyCalls, 1, at("2026-11-24T09:00:00Z")),
        ]
    );
    assert_eq!(
        refused(&found),
        [
            (Obstacle::DoNotCall, 1),
            (Obstacle::NotCallable, 1),
            (Obstacle::NoConsent, 1),
            (Obstacle::CountryNotSwitchedOn, 1),
            (Obstacle::NotTaken, 1)
        ]
    );
}

#[test]
fn those_who_were_called_before_are_taken_where_that_is_asked_for() {
    let mut called = lead("+34912345602");
    called.status = LeadStatus::NoAnswer;
    let mut meets = lead("+34912345603");
    meets.status = LeadStatus::MeetingScheduled;
    let leads = vec![(called, false), (meets, false)];
    let found = forecast_with(CallingRules::Simulated, 100, MORNING, leads, true);
    assert_eq!((found.callable_now.len(), refused(&found)), (1, vec![(Obstacle::NotTaken, 1)]));
}

#[test]
fn the_first_calls_are_done_a_stagger_apart_within_everybodys_hours() {
    let done = |now, count| forecast(CallingRules::Simulated, 100, now, in_spain(count)).first_calls_done_at;
    assert_eq!(done(MORNING, 3), Some(at("2026-11-23T10:02:00Z")));
    // 19:59 in Madrid: one today, the others tomorrow from nine on.
    assert_eq!(done("2026-11-23T18:59:00Z", 3), Some(at("2026-11-24T08:01:00Z")));
    assert_eq!(done(MORNING, 0), None);
}

#[test]
fn a_day_has_no_more_calls_than_it_may() {
    let done = |a_day| forecast(CallingRules::Simulated, a_day, MORNING, in_spain(5)).first_calls_done_at;
    assert_eq!(done(2), Some(at("2026-11-25T08:00:00Z")));
    assert_eq!(done(0), None);
}

#[test]
fn with_one_line_a_call_waits_for_the_one_before_it() {
    let mut campaign =
        Campaign::create_by_selection("Test", LeadSelection::Pending, 1.0, at(MORNING)).unwrap();
    campaign.run(at(MORNING)).unwrap();
    let mut done = |calls_at_once| {
        campaign.policy.calls_at_once = calls_at_once;
        forecast_of(&campaign, CallingRules::Simulated, 100, in_spain(5), false).first_calls_done_at
    };
    assert_eq!(done(None), Some(at("2026-11-23T10:00:04Z")));
    assert_eq!(done(Some(1)), Some(at("2026-11-23T10:03:00Z")));
    assert_eq!(done(Some(100)), done(None));
}

#[test]
fn what_the_account_may_is_foreseen() {
    let mut campaign =
        Campaign::create_by_selection("Test", LeadSelection::Pending, 0.1, at(MORNING)).unwrap();
    campaign.run(at(MORNING)).unwrap();
    let hours = WeeklyHours::parse("09:00-20:00", "Mon-Sat").unwrap();
    let (times, callable) =
        (CallingTimes { hours, rules: CallingRules::Simulated }, CallableNumbers::default());
    let mut done = |own, calls_per_second, calls_at_once| {
        campaign.policy.calls_at_once = own;
        let limits = Limits { calls_per_day: 100, calls_per_second, calls_at_once };
        let (campaign, times, callable, callers) = (&campaign, &times, &callable, &CallerNumbers::default());
        let prospect = Prospect { campaign, times, callable, callers, limits, now: at(MORNING) };
        judged(&prospect, in_spain(5), false).first_calls_done_at
    };
    assert_eq!(done(None, None, None), Some(at("2026-11-23T10:00:00.4Z")));
    assert_eq!(done(None, Some(1), None), Some(at("2026-11-23T10:00:04Z")));
    // A line of ten is kept for what was agreed on.
    assert_eq!(done(None, Some(1), Some(10)), Some(at("2026-11-23T10:00:20Z")));
    assert_eq!(done(Some(1), Some(1), Some(10)), done(Some(1), None, None));
}

#[test]
fn a_campaigns_own_times_and_limit_are_foreseen() {
    let mut campaign =
        Campaign::create_by_selection("Test", LeadSelection::Pending, 60.0, at(MORNING)).unwrap();
    campaign.run(at(MORNING)).unwrap();
    let mut told = |change: fn(&mut CallPolicy)| {
        campaign.policy = CallPolicy::usual();
        change(&mut campaign.policy);
        let found = forecast_of(&campaign, CallingRules::Simulated, 100, in_spain(3), false);
        let waiting: Vec<_> = found.waiting.iter().map(|(why, group)| (*why, group.first_at)).collect();
        (waiting, found.first_calls_done_at)
    };
    let starts = at("2026-11-24T12:00:00Z");
    let later = told(|policy| policy.window.starts_at = Some(at("2026-11-24T12:00:00Z")));
    assert_eq!(later, (vec![(Obstacle::CampaignNotBegun, starts)], Some(at("2026-11-24T12:02:00Z"))));
    let opens = at("2026-11-23T15:00:00Z");
    let afternoons = told(|policy| policy.window.hours = "16:00-20:00".parse().ok());
    assert_eq!(afternoons, (vec![(Obstacle::OutsideCampaignHours, opens)], Some(at("2026-11-23T15:02:00Z"))));
    let two_a_day = told(|policy| policy.calls_per_day = Some(2));
    assert_eq!(two_a_day, (vec![], Some(at("2026-11-24T08:00:00Z"))));
    // Its end comes before the third call.
    let short = told(|policy| policy.window.ends_at = Some(at("2026-11-23T10:02:00Z")));
    assert_eq!(short, (vec![], None));
}

#[test]
fn those_who_wait_are_called_when_their_morning_comes_and_not_before_others() {
    let mut leads = in_spain(2);
    leads.push((lead("+12125550143"), false));
    let found = forecast(CallingRules::Simulated, 100, MORNING, leads);
    assert_eq!(found.first_calls_done_at, Some(at("2026-11-23T14:00:00Z")));
}

#[test]
fn numbers_with_limits_of_their_own_call_no_more_than_those_of_each_country_may() {
    let mut campaign =
        Campaign::create_by_selection("Test", LeadSelection::Pending, 60.0, at(MORNING)).unwrap();
    campaign.run(at(MORNING)).unwrap();
    let hours = WeeklyHours::parse("09:00-20:00", "Mon-Sat").unwrap();
    let (times, callable) =
        (CallingTimes { hours, rules: CallingRules::Simulated }, CallableNumbers::default());
    let done = |numbers: &[(&str, Option<u64>)], leads| {
        let new = |(number, calls_per_day): &(&str, Option<u64>)| NewCallerNumber {
            number: (*number).to_owned(),
            calls_per_day: *calls_per_day,
        };
        let numbers = CallerNumbers::parse(&numbers.iter().map(new).collect::<Vec<_>>()).unwrap();
        let callers = &CallerNumbers { numbers, ..CallerNumbers::default() };
        let limits = Limits { calls_per_day: 4, calls_per_second: None, calls_at_once: None };
        let (campaign, times, callable) = (&campaign, &times, &callable);
        let prospect = Prospect { campaign, times, callable, callers, limits, now: at(MORNING) };
        judged(&prospect, leads, false).first_calls_done_at
    };
    let (madrid, seville, denver) = ("+34910000001", "+34955000001", "+13035550100");
    let today = Some(at("2026-11-23T10:03:00Z"));
    let tomorrow = Some(at("2026-11-24T08:01:00Z"));
    assert_eq!(done(&[], in_spain(4)), today);
    assert_eq!(done(&[(madrid, None)], in_spain(4)), today);
    assert_eq!(done(&[(madrid, Some(2))], in_spain(4)), tomorrow);
    assert_eq!(done(&[(madrid, Some(2)), (seville, Some(2))], in_spain(4)), today);
    assert_eq!(done(&[(madrid, Some(2)), (seville, None)], in_spain(4)), today);
    // Who has a number at home is not called from abroad.
    assert_eq!(done(&[(madrid, Some(2)), (denver, None)], in_spain(4)), tomorrow);
    assert_eq!(done(&[(denver, Some(4))], in_spain(4)), today);
    // Numbers that may call more often than their campaign add nothing to it.
    assert_eq!(done(&[(madrid, Some(9))], in_spain(6)), tomorrow);
}
