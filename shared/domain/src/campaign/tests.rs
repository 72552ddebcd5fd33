use super::*;

fn campaign() -> Campaign {
    let now = "2026-11-23T10:00:00Z".parse().unwrap();
    Campaign::create_by_selection("Test", LeadSelection::Pending, 1.0, now).unwrap()
}

#[test]
fn a_stagger_is_kept_in_whole_milliseconds() {
    for (given, kept) in [(3.9e-178, 0.0), (0.0014, 0.001), (2.5, 2.5), (3600.0, 3600.0)] {
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        let campaign = Campaign::create_by_selection("Test", LeadSelection::Pending, given, now).unwrap();
        assert_eq!(campaign.stagger_seconds, kept);
    }
}

#[test]
fn a_campaign_is_steered_only_where_an_arrow_leads() {
    use CampaignState::{Cancelled, Completed, Paused, Running};
    let mut campaign = campaign();
    let now = campaign.created_at;
    assert!(campaign.request_transition(Paused, now).is_err());
    campaign.state = Running;
    campaign.line_ends_at = Some(now);
    assert!(
        campaign.request_transition(Paused, now).unwrap()
            && !campaign.request_transition(Paused, now).unwrap()
    );
    assert!(campaign.request_transition(Completed, now).is_err());
    assert!(campaign.request_transition(Running, now).unwrap() && campaign.line_ends_at.is_none());
    assert!(campaign.request_transition(Cancelled, now).unwrap() && campaign.gives_back);
    assert!(campaign.request_transition(Running, now).is_err());
}

#[test]
fn a_campaign_that_moved_on_is_not_marked_run_or_handed_out() {
    use CampaignState::{Cancelled, Paused, Running};
    let new = campaign();
    let now = new.created_at;
    let stale = |done: Result<()>| matches!(done, Err(Error::Stale(_)));
    for state in [Running, Paused, Cancelled] {
        let mut moved_on = Campaign { state, ..new.clone() };
        assert!(stale(moved_on.mark(None, 1, now)) && stale(moved_on.run(now)), "{state}");
    }
    for state in [CampaignState::Starting, Paused, Cancelled] {
        assert!(stale(Campaign { state, ..new.clone() }.hand_out(now, now)), "{state}");
    }
    let mut starting = new;
    starting.mark(None, 3, now).unwrap();
    starting.run(now).unwrap();
    starting.hand_out(now, now).unwrap();
    assert_eq!((starting.state, starting.total_leads, starting.line_ends_at), (Running, 3, Some(now)));
}

#[test]
fn the_system_resumes_only_what_it_paused_itself() {
    let now = campaign().created_at;
    let mut breaker = Breaker::closed(Vendor::Twilio);
    breaker.fault(&breaker::Fault::new(FaultKind::Refused, "HTTP 401 20003"), now);
    let reason = PauseReason::of(&breaker).unwrap();
    let mut campaign = Campaign { state: CampaignState::Running, ..campaign() };
    assert!(campaign.halt(&reason, now) && !campaign.halt(&reason, now));
    assert!(campaign.recover(now) && !campaign.recover(now));
    campaign.halt(&reason, now);
    assert!(
        campaign.request_transition(CampaignState::Paused, now).unwrap(),
        "the operator takes the pause over"
    );
    assert!(!campaign.recover(now));
    let mut campaign = Campaign { state: CampaignState::Paused, pause_reason: None, ..campaign };
    assert!(!campaign.halt(&reason, now) && !campaign.recover(now));
    assert!(campaign.complete(now) && !campaign.complete(now), "finished while paused");
}

#[test]
fn vendors_that_only_degrade_stop_no_campaign() {
    let now = campaign().created_at;
    for vendor in Vendor::ALL {
        let mut breaker = Breaker::closed(vendor);
        breaker.fault(&breaker::Fault::new(FaultKind::Refused, "HTTP 401"), now);
        assert_eq!(PauseReason::of(&breaker).is_some(), vendor.stops_campaigns());
    }
}

#[test]
fn a_campaign_of_the_last_release_is_read() {
    let mut old = serde_json::to_value(campaign()).unwrap();
    old.as_object_mut().unwrap().remove("pause_reason");
    assert_eq!(serde_json::from_value::<Campaign>(old).unwrap().pause_reason, None);
}

#[test]
fn a_filter_names_one_thing() {
    let field = |status, partner| match LeadSelection::parse(status, partner) {
        Err(Error::Invalid(errors)) => errors[0].field.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(LeadSelection::parse(Some("PENDING"), None).unwrap(), LeadSelection::Pending);
    assert_eq!(field(Some("DO_NOT_CALL"), None), "filter.status");
    assert_eq!(field(None, Some("x")), "filter.partner_id");
    assert_eq!(field(None, None), "filter");
}

#[test]
fn only_leads_that_were_pending_at_the_start_are_taken() {
    let campaign = campaign();
    let new = crate::lead::NewLead::parse("Ana", "+34912345601", None).unwrap();
    let mut lead = Lead::create(new, campaign.created_at);
    assert!(campaign.takes(&lead));
    lead.status = LeadStatus::DoNotCall;
    assert!(!campaign.takes(&lead));
    lead.status = LeadStatus::Pending;
    lead.created_at += jiff::SignedDuration::from_secs(1);
    assert!(!campaign.takes(&lead));
}

#[test]
fn a_campaigns_own_limit_only_lowers_that_of_all_and_keeps_nobody_waiting_who_was_promised_a_call() {
    let mut campaign = campaign();
    let now = campaign.created_at;
    let mut lead = Lead::create(crate::lead::NewLead::parse("Ana", "+34912345601", None).unwrap(), now);
    assert_eq!(campaign.calls_of_day(&lead, 100), 100);
    for (own, may) in [(40, 40), (400, 100)] {
        campaign.policy.calls_per_day = Some(own);
        assert_eq!(campaign.calls_of_day(&lead, 100), may);
    }
    campaign.policy.calls_per_day = Some(40);
    lead.call_back_at = Some(now);
    assert_eq!(campaign.calls_of_day(&lead, 100), 100);
}

#[test]
fn a_campaign_ends_when_its_time_is_over_and_gives_back_whom_it_did_not_call() {
    for state in CampaignState::ALL {
        let mut campaign = campaign();
        let now = campaign.created_at;
        let later = now + jiff::SignedDuration::from_hours(1);
        campaign.state = state;
        campaign.policy.window.ends_at = Some(later);
        assert!(!campaign.end(now) && !campaign.gives_back, "{state}");
        let ends = matches!(state, CampaignState::Running | CampaignState::Paused);
        assert_eq!((campaign.end(later), campaign.gives_back), (ends, ends), "{state}");
        assert_eq!(campaign.state, if ends { CampaignState::Completed } else { state });
    }
}

#[test]
fn a_test_calls_one_lead() {
    let now = campaign().created_at;
    let new = |count: usize| {
        let ids: Vec<_> = (0..count).map(|_| LeadId::generate(now).to_string()).collect();
        NewCampaign::parse("Test", &ids, 1.0).unwrap()
    };
    assert!(Campaign::create(&new(1).as_test().unwrap(), now).is_test);
    assert!(!Campaign::create(&new(1), now).is_test);
    let Err(Error::Invalid(errors)) = new(2).as_test() else { panic!("a list is a test") };
    assert_eq!(errors[0].field, "test");
}
