use super::*;
use crate::breaker::{Fault, FaultKind, Vendor};
use crate::call_policy::CallWindow;
use crate::calling_rules::{self, CallingRules};
use crate::campaign::LeadSelection;
use crate::consent::{Consent, ConsentKind, ConsentNeeded};
use crate::ids::ImportId;
use crate::lead::NewLead;
use crate::national_list::{ListEdition, ListMark, NationalList};
use crate::weekly_hours::WeeklyHours;

fn now() -> Timestamp {
    // A Monday, 11:00 in Madrid.
    "2026-11-23T10:00:00Z".parse().unwrap()
}

/// Asks with everything in order but for what `spoil` changes.
fn asked(spoil: impl FnOnce(&mut Campaign, &mut Lead, &mut Vec<Breaker>, &mut Timestamp)) -> Verdict {
    asked_while(false, spoil)
}

fn asked_while(
    stopped: bool,
    spoil: impl FnOnce(&mut Campaign, &mut Lead, &mut Vec<Breaker>, &mut Timestamp),
) -> Verdict {
    let mut campaign = Campaign::create_by_selection("Test", LeadSelection::Pending, 1.0, now()).unwrap();
    campaign.state = CampaignState::Running;
    let mut lead = Lead::create(NewLead::parse("Ana", "+34912345601", None).unwrap(), now());
    let mut breakers: Vec<Breaker> = Vendor::ALL.into_iter().map(Breaker::closed).collect();
    let mut at = now();
    spoil(&mut campaign, &mut lead, &mut breakers, &mut at);
    let hours = WeeklyHours::parse("09:00-20:00", "Mon-Sat").unwrap();
    let times = CallingTimes { hours, rules: CallingRules::Simulated };
    let (campaign, lead, breakers) = (&campaign, &lead, &breakers);
    let callable = CallableNumbers::parse("ES,US", "+34910000001").unwrap();
    let (times, callable) = (&times, &callable);
    let (do_not_call, claimed) = (false, false);
    let national = &NationalStanding::default();
    let facts =
        Facts { campaign, lead, breakers, times, callable, do_not_call, national, stopped, claimed, now: at };
    ask(facts).unwrap()
}

#[test]
fn with_everything_in_order_the_lead_is_phoned() {
    assert_eq!(asked(|_, _, _, _| {}), Verdict::Dial);
}

#[test]
fn a_used_up_day_ends_at_midnight() {
    let until = "2026-11-24T00:00:00Z".parse().unwrap();
    assert_eq!(after_ceiling(now()), Verdict::Wait { until, because: Because::DailyCeiling });
}

#[test]
fn a_campaign_calls_at_its_own_times_only() {
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    let (later, soon) = (at("2026-11-25T12:00:00Z"), at("2026-11-23T10:00:01Z"));
    let hours = |text: &str| CallWindow { hours: Some(text.parse().unwrap()), ..CallWindow::default() };
    let wait = |until: &str, because| Verdict::Wait { until: at(until), because };
    for (window, verdict) in [
        (hours("11:00-12:00 Mon"), Verdict::Dial),
        // It would be an hour for calls, but for the campaign.
        (hours("09:00-11:00 Mon-Sun"), wait("2026-11-24T08:00:00Z", Because::OutsideCampaignHours)),
        (hours("21:00-22:00 Mon-Sun"), Verdict::SetAside(SetAside::NoCallingHour)),
        (
            CallWindow { starts_at: Some(later), ..CallWindow::default() },
            wait("2026-11-25T12:00:00Z", Because::CampaignNotBegun),
        ),
        (CallWindow { starts_at: Some(now()), ends_at: Some(soon), ..CallWindow::default() }, Verdict::Dial),
        (
            CallWindow { ends_at: Some(now()), ..CallWindow::default() },
            Verdict::GiveBack(Because::CampaignOver),
        ),
    ] {
        assert_eq!(asked(|campaign, _, _, _| campaign.policy.window = window), verdict, "{window:?}");
        // What was agreed on is kept all the same.
        let agreed = asked(|campaign, lead, _, _| {
            campaign.policy.window = window;
            lead.call_back_at = Some(now());
        });
        assert_eq!(agreed, Verdict::Dial, "{window:?}");
    }
}

#[test]
fn numbers_that_are_not_called_are_not_dialled_whoever_took_them_in() {
    for number in ["+19002345601", "+881612345601", "+33612345678", "+34910000001"] {
        let stored = || serde_json::from_value(number.into()).unwrap();
        let verdict = asked(|_, lead, _, _| lead.phone = stored());
        assert_eq!(verdict, Verdict::Never(Because::NotCallable), "{number}");
    }
}

/// What the gate says of a lead in London while this list is in use.
fn asked_by_list(place: &str, is_on: bool, at: Timestamp) -> (Verdict, Evidence) {
    let edition = ListEdition::parse("TPS", place, "2026-11-01", now()).unwrap();
    let (import_id, imported_at) = (ImportId::generate(now()), now());
    let list = NationalList { edition, import_id, numbers: 1, imported_at, version: 1 };
    let mut campaign = Campaign::create_by_selection("Test", LeadSelection::Pending, 1.0, now()).unwrap();
    campaign.state = CampaignState::Running;
    let lead = Lead::create(NewLead::parse("Ana", "+442079460208", None).unwrap(), now());
    let mark = ListMark { name: "TPS".into(), import_id: list.import_id };
    let marks = if is_on { vec![mark] } else { vec![] };
    let facts = Facts {
        campaign: &campaign,
        lead: &lead,
        breakers: &[],
        times: &CallingTimes {
            hours: WeeklyHours::parse("00:00-24:00", "Mon-Sun").unwrap(),
            rules: CallingRules::Simulated,
        },
        callable: &CallableNumbers::default(),
        do_not_call: false,
        national: &NationalStanding::of(&lead.phone, &[list], &marks),
        stopped: false,
        claimed: false,
        now: at,
    };
    let verdict = ask(facts).unwrap();
    let evidence = facts.evidence(&verdict);
    (verdict, evidence)
}

#[test]
fn who_is_on_a_national_list_is_set_aside() {
    let (verdict, evidence) = asked_by_list("GB", true, now());
    assert_eq!(verdict, Verdict::SetAside(SetAside::OnNationalList { list: "TPS".into() }));
    assert!(evidence.verdict.contains("the national do-not-call list TPS"), "{}", evidence.verdict);
    assert_eq!(evidence.national_lists, ["TPS as of 2026-11-01"]);
}

#[test]
fn nobody_is_called_where_the_national_list_is_stale() {
    let last = "2026-11-28T23:59:59Z".parse().unwrap();
    let stale: Timestamp = "2026-11-29T00:00:00Z".parse().unwrap();
    assert_eq!(asked_by_list("GB", false, last).0, Verdict::Dial);
    let because = Because::ListStale { list: "TPS".into() };
    let until = stale + SignedDuration::from_hours(1);
    assert_eq!(asked_by_list("GB", false, stale).0, Verdict::Wait { until, because });
    // It is of another country.
    assert_eq!(asked_by_list("FR", false, stale).0, Verdict::Dial);
}

#[test]
fn only_a_running_campaign_dials() {
    for state in CampaignState::ALL {
        let verdict = asked(|campaign, _, _, _| campaign.state = state);
        match state {
            CampaignState::Running => assert_eq!(verdict, Verdict::Dial),
            CampaignState::Cancelled | CampaignState::Completed => {
                assert_eq!(verdict, Verdict::GiveBack(Because::CampaignOver));
            }
            CampaignState::Paused | CampaignState::Starting => {
                let because = Because::CampaignNotRunning;
                assert_eq!(verdict, Verdict::Wait { until: now(), because });
            }
        }
    }
}

#[test]
fn while_calling_is_stopped_nobody_is_phoned_and_nobody_leaves_the_line_for_it() {
    let stopped = Verdict::Wait { until: now(), because: Because::CallingStopped };
    for state in CampaignState::ALL {
        let verdict = asked_while(true, |campaign, _, _, _| campaign.state = state);
        let expected =
            if state.is_over() { Verdict::GiveBack(Because::CampaignOver) } else { stopped.clone() };
        assert_eq!(verdict, expected, "{state:?}");
    }
    // Whatever else speaks against the call for now.
    let night = asked_while(true, |_, _, _, at| *at = "2026-11-23T22:00:00Z".parse().unwrap());
    let until = "2026-11-23T22:00:00Z".parse().unwrap();
    assert_eq!(night, Verdict::Wait { until, because: Because::CallingStopped });
    // What was agreed on waits as well.
    let agreed = asked_while(true, |_, lead, _, _| lead.call_back_at = Some(now()));
    assert_eq!(agreed, stopped);
}

#[test]
fn what_was_agreed_on_is_kept_whatever_the_campaign_does_unless_it_was_cancelled() {
    for state in CampaignState::ALL {
        let verdict = asked(|campaign, lead, _, _| {
            campaign.state = state;
            lead.call_back_at = Some(now());
        });
        let cancelled = state == CampaignState::Cancelled;
        let expected = if cancelled { Verdict::GiveBack(Because::CampaignOver) } else { Verdict::Dial };
        assert_eq!(verdict, expected, "{state:?}");
    }
}

#[test]
fn calls_wait_for_the_vendors_they_need() {
    for vendor in Vendor::ALL {
        let verdict = asked(|_, _, breakers, _| {
            let breaker = breakers.iter_mut().find(|b| b.vendor == vendor).unwrap();
            breaker.fault(&Fault::new(FaultKind::Refused, "HTTP 401"), now());
        });
        assert_eq!(verdict == Verdict::Dial, !vendor.stops_campaigns(), "{vendor:?}");
    }
}

#[test]
fn the_end_of_the_calling_hours_is_seen_in_the_moment_of_the_dial() {
    let closing: Timestamp = "2026-11-23T19:00:00Z".parse().unwrap();
    let before = asked(|_, _, _, at| *at = closing - jiff::SignedDuration::from_secs(1));
    assert_eq!(before, Verdict::Dial);
    let until = "2026-11-24T08:00:00Z".parse().unwrap();
    let because = Because::OutsideCallingHours;
    assert_eq!(asked(|_, _, _, at| *at = closing), Verdict::Wait { until, because });
}

#[test]
fn zones_without_a_common_hour_of_calling_are_not_the_leads_fault() {
    let zones = ["Europe/London", "Pacific/Auckland"].map(str::to_owned).to_vec();
    let verdict = asked(|_, lead, _, _| lead.time_zones = zones);
    assert_eq!(verdict, Verdict::SetAside(SetAside::NoCallingHour));
}

#[test]
fn a_lead_that_is_being_deleted_is_left_alone() {
    let verdict = asked(|_, lead, _, _| lead.deleting = true);
    assert_eq!(verdict, Verdict::GiveBack(Because::LeadBeingDeleted));
}

/// Verdicts under the rules of places, with our own hours open all week.
mod places {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;

    const ROWS: &str = include_str!("../../tests/data/gate.tsv");

    fn consent(kind: ConsentKind) -> Consent {
        Consent {
            kind,
            source: "acme.example/quote".into(),
            text: Some("I, Ana, agree to be called at 13055550123.".into()),
            link: None,
            given_at: "2026-01-02T09:30:00Z".parse().unwrap(),
            seller: "Acme".into(),
        }
    }

    /// Somebody with this number in this zone, who was called at these moments and has consented in writing.
    fn lead(number: &str, zone: &str, dials: Vec<Timestamp>) -> Lead {
        let phone = serde_json::from_value(number.into()).unwrap();
        let mut lead = Lead::create(NewLead::parse("Ana", "+34912345601", None).unwrap(), now());
        lead.phone = phone;
        lead.time_zones = vec![zone.to_owned()];
        lead.dials = dials;
        lead.consent = Some(consent(ConsentKind::Written));
        lead
    }

    fn decide(lead: &Lead, hours: &WeeklyHours, now: Timestamp) -> (Verdict, Evidence) {
        let mut campaign = Campaign::create_by_selection("Test", LeadSelection::Pending, 1.0, now).unwrap();
        campaign.state = CampaignState::Running;
        let callable = CallableNumbers::parse("*", "").unwrap();
        let named = CallableNumbers::parse("PT,BR,MX", "").unwrap();
        let switched_on = lead.phone.country().is_some_and(|country| named.names(country));
        let facts = Facts {
            campaign: &campaign,
            lead,
            breakers: &[],
            times: &CallingTimes { hours: *hours, rules: CallingRules::Enforced },
            callable: if switched_on { &named } else { &callable },
            do_not_call: false,
            national: &NationalStanding::default(),
            stopped: false,
            claimed: false,
            now,
        };
        let verdict = ask(facts).unwrap();
        let evidence = facts.evidence(&verdict);
        (verdict, evidence)
    }

    fn any_time() -> WeeklyHours {
        WeeklyHours::parse("00:00-24:00", "Mon-Sun").unwrap()
    }

    fn ago(text: &str, now: Timestamp) -> Timestamp {
        let (count, unit) = text.split_at(text.len() - 1);
        let hours = if unit == "d" { 24 } else { 1 };
        now - SignedDuration::from_hours(count.parse::<i64>().unwrap() * hours)
    }

    #[test]
    fn every_row_of_the_table_is_judged_by_its_rule() {
        let rows: Vec<_> = ROWS.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rows.len() >= 120, "{} rows", rows.len());
        for row in rows {
            let [place, number, zone, local, calls, has, expected, source] =
                row.split('\t').collect::<Vec<_>>().try_into().unwrap();
            let clock = TimeZone::get(zone).unwrap();
            let at =
                |local: &str| clock.to_timestamp(local.parse::<jiff::civil::DateTime>().unwrap()).unwrap();
            let now = at(local);
            let dials = calls.split(' ').filter(|call| *call != "-").map(|call| ago(call, now)).collect();
            let mut lead = lead(number, zone, dials);
            lead.consent = match has {
                "written" => Some(consent(ConsentKind::Written)),
                "oral" => Some(consent(ConsentKind::Oral)),
                none => (none != "-").then(|| panic!("{row}")),
            };
            let (verdict, evidence) = decide(&lead, &any_time(), now);
            let found = match &verdict {
                Verdict::Dial => "dial".to_owned(),
                Verdict::Wait { until, .. } => {
                    format!("wait {}", clock.to_datetime(*until).strftime("%Y-%m-%dT%H:%M"))
                }
                Verdict::SetAside(SetAside::NoConsent { needed }) => format!("set aside: {needed} consent"),
                other => format!("{other:?}"),
            };
            assert_eq!(found, expected, "{row}");
            assert_eq!(evidence.place.as_deref(), Some(place), "{row}");
            assert!(!source.is_empty() && evidence.source.is_some(), "{row}");
        }
    }

    #[test]
    fn our_own_hours_narrow_the_places_and_never_widen_them() {
        let noon = "2027-01-13T12:30:00Z".parse().unwrap();
        let mornings = WeeklyHours::parse("07:00-11:00", "Mon-Sun").unwrap();
        let (verdict, _) = decide(&lead("+33612345678", "Europe/Paris", vec![]), &mornings, noon);
        // From 10 by the place's rule, until 11 by ours.
        let until = "2027-01-14T09:00:00Z".parse().unwrap();
        assert_eq!(verdict, Verdict::Wait { until, because: Because::OutsideCallingHours });
    }

    #[test]
    fn a_country_without_a_certain_rule_waits_to_be_switched_on() {
        let noon = "2027-01-13T17:30:00Z".parse().unwrap();
        let (verdict, evidence) =
            decide(&lead("+5491123456789", "America/Buenos_Aires", vec![]), &any_time(), noon);
        assert_eq!(verdict, Verdict::SetAside(SetAside::CountryNotSwitchedOn { country: "AR".into() }));
        assert!(evidence.verdict.contains("AR") && evidence.place.as_deref() == Some("*"));
        let (verdict, _) = decide(&lead("+525512345678", "America/Mexico_City", vec![]), &any_time(), noon);
        assert_eq!(verdict, Verdict::Dial);
    }

    #[test]
    fn evidence_tells_what_was_seen() {
        let noon = "2027-01-13T17:30:00Z".parse().unwrap();
        let dials = vec![ago("20d", noon), ago("3d", noon), ago("2h", noon)];
        let (_, evidence) = decide(&lead("+13055550123", "America/New_York", dials), &any_time(), noon);
        assert_eq!((evidence.calls_24h, evidence.calls_7d, evidence.calls_30d), (1, 2, 3));
        assert_eq!(evidence.local_times, ["2027-01-13T12:30 America/New_York"]);
        assert_eq!((evidence.verdict.as_str(), evidence.country.as_deref()), ("called", Some("US")));
        let stored = serde_json::to_value(&evidence).unwrap();
        assert!(!stored.to_string().contains("555"), "a number is personal");
        assert!(!stored.to_string().contains("Ana"), "and so is a name");
        assert_eq!(evidence.consent_needed.as_deref(), Some("written"));
        assert!(evidence.consent_rule_source.as_deref().unwrap().contains("64.1200"));
        let on_record = evidence.consent.as_ref().unwrap();
        assert_eq!(on_record.text.as_deref(), Some("I, …, agree to be called at …."));
        assert_eq!((on_record.kind, on_record.seller.as_str()), (ConsentKind::Written, "Acme"));
        assert_eq!(serde_json::from_value::<Evidence>(stored).unwrap(), evidence);
    }

    proptest! {
        /// Whatever the facts: who is called is called at an hour that rule, zones and our own hours allow, and
        /// who waits does so until such a moment.
        #[test]
        fn nobody_is_called_at_a_wrong_hour_or_too_often(
            second in 1_780_000_000_i64..1_840_000_000,
            number in prop::sample::select(vec![
                "+13055550123", "+12125550123", "+14015550123", "+14165550123", "+33612345678", "+4930123456",
                "+34912345601", "+61212345678", "+442079460123",
            ]),
            zones in prop::sample::subsequence(
                vec!["America/New_York", "America/Los_Angeles", "Europe/Paris", "Australia/Sydney"], 1..3),
            hours_ago in proptest::collection::vec(0_i64..800, 0..8),
        ) {
            let now = Timestamp::from_second(second).unwrap();
            let mut dials: Vec<_> =
                hours_ago.iter().map(|hours| now - SignedDuration::from_hours(*hours)).collect();
            dials.sort_unstable();
            let mut lead = lead(number, "UTC", dials.clone());
            lead.time_zones = zones.iter().map(|zone| (*zone).to_owned()).collect();
            let (verdict, _) = decide(&lead, &any_time(), now);
            let rule = calling_rules::of_number(&lead.phone);
            let is_good = |at: Timestamp| {
                lead.time_zones.iter().all(|zone| rule.allows(TimeZone::get(zone).unwrap().to_datetime(at)))
                    && rule.rests_until(&dials, at).is_none()
            };
            match verdict {
                Verdict::Dial => prop_assert!(is_good(now)),
                Verdict::Wait { until, .. } => {
                    prop_assert!(!is_good(now));
                    prop_assert!(until > now && is_good(until));
                }
                Verdict::SetAside(why) => prop_assert_eq!(why, SetAside::NoCallingHour),
                other => prop_assert!(false, "{:?}", other),
            }
        }

        /// Whatever else speaks for the call: where the rule asks for consent there is one of its kind, and it was
        /// given before.
        #[test]
        fn nobody_is_called_without_the_consent_that_the_rule_asks_for(
            place in 0_usize..12,
            hours in -900_i64..900,
            kind in prop::option::of(prop::sample::select(ConsentKind::ALL.to_vec())),
            agreed: bool,
        ) {
            let numbers = [
                "+13055550123", "+12125550123", "+14165550123", "+33612345678", "+4930123456", "+34912345601",
                "+61212345678", "+442079460123", "+351212345678", "+551123456789", "+525512345678", "+31201234567",
            ];
            let now = "2027-01-13T16:00:00Z".parse().unwrap();
            let mut lead = lead(numbers[place], "America/New_York", vec![]);
            let given_at = now - SignedDuration::from_hours(hours);
            lead.consent = kind.map(|kind| Consent { given_at, ..consent(kind) });
            lead.call_back_at = agreed.then_some(now);
            let (verdict, evidence) = decide(&lead, &any_time(), now);
            let needed = calling_rules::of_number(&lead.phone).consent.unwrap();
            let suffices = match needed {
                ConsentNeeded::Written => kind == Some(ConsentKind::Written),
                ConsentNeeded::Any => kind.is_some(),
            };
            let refused = Verdict::SetAside(SetAside::NoConsent { needed });
            prop_assert_eq!(verdict == refused, !suffices || hours < 0, "{:?}", verdict);
            prop_assert_eq!(evidence.consent.is_some(), kind.is_some());
        }

        /// A refusal by law is never turned into a call by anything else.
        #[test]
        fn do_not_call_comes_before_all_else(state in 0_usize..5, deleting: bool, agreed: bool) {
            let mut lead = lead("+34912345601", "Europe/Madrid", vec![]);
            lead.deleting = deleting;
            lead.call_back_at = agreed.then(now);
            let mut campaign =
                Campaign::create_by_selection("Test", LeadSelection::Pending, 1.0, now()).unwrap();
            campaign.state = CampaignState::ALL[state];
            let times = CallingTimes { hours: any_time(), rules: CallingRules::Enforced };
            let callable = CallableNumbers::default();
            let facts = Facts {
                campaign: &campaign,
                lead: &lead,
                breakers: &[],
                times: &times,
                callable: &callable,
                do_not_call: true,
                national: &NationalStanding::default(),
                stopped: deleting,
                claimed: false,
                now: now(),
            };
            prop_assert_eq!(ask(facts).unwrap(), Verdict::Forbid);
        }
    }
}
