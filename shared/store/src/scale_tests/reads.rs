//! Every list and every analytics read.

use std::pin::Pin;
use std::time::Instant;

use homework_domain::analytics::Days;
use homework_domain::call::Outcome;
use homework_domain::campaign::CampaignState;
use homework_domain::counters::Scope;
use homework_domain::lead::LeadStatus;
use homework_domain::lead_search::LeadSearch;
use homework_domain::meeting::MeetingStatus;
use homework_domain::page::{Order, PageRequest, TimeRange};
use jiff::SignedDuration;

use super::meter::Meter;
use super::table::{Table, start};
use crate::{CallFilter, LeadFilter, MeetingFilter};

const PAGE_SIZE: u32 = 10;
const NEWEST: Order = Order::NewestFirst;

/// What one read cost.
#[derive(Debug)]
pub(super) struct Cost {
    pub(super) requests: u64,
    pub(super) units: f64,
    pub(super) millis: f64,
}

/// A read that can be made again and again.
pub(super) struct Read<'a> {
    pub(super) name: &'static str,
    meter: &'a Meter,
    perform: Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + 'a>> + 'a>,
}

impl Read<'_> {
    pub(super) async fn cost(&self) -> Cost {
        self.meter.reset();
        let started = Instant::now();
        (self.perform)().await;
        let millis = started.elapsed().as_secs_f64() * 1000.0;
        let (requests, units) = self.meter.read();
        Cost { requests, units, millis }
    }
}

/// What the reads ask for.
pub(super) struct Questions {
    first: PageRequest,
    tenth: PageRequest,
    onwards: PageRequest,
    search: LeadSearch,
    days: Days,
    week: TimeRange,
}

impl Questions {
    pub(super) async fn about(table: &Table) -> Self {
        let page = |page| PageRequest { page, page_size: PAGE_SIZE, cursor: None };
        let ninth = table.store.list_leads(&LeadFilter::All, NEWEST, &page(9)).await.unwrap();
        let days = Days::parse(Some("2026-11-01"), Some("2026-11-30"), Some("Asia/Kathmandu"), start());
        Self {
            first: page(1),
            tenth: page(10),
            onwards: PageRequest { cursor: ninth.next_cursor, ..page(10) },
            search: LeadSearch::parse("ana").unwrap(),
            days: days.unwrap(),
            week: TimeRange { from: start(), to: start() + SignedDuration::from_hours(7 * 24) },
        }
    }
}

impl Table {
    pub(super) fn reads<'a>(&'a self, questions: &'a Questions) -> Vec<Read<'a>> {
        let Self { store, meter, campaign, partner } = self;
        let Questions { first, tenth, onwards, search, days, week } = questions;
        macro_rules! reads {
            ($($name:literal: $read:expr;)*) => { vec![$(Read {
                name: $name,
                meter,
                perform: Box::new(move || Box::pin(async move { $read.await.unwrap(); })),
            }),*] };
        }
        reads! {
            "leads": store.list_leads(&LeadFilter::All, NEWEST, first);
            "leads, page 10": store.list_leads(&LeadFilter::All, NEWEST, tenth);
            "leads, page 10 by cursor": store.list_leads(&LeadFilter::All, NEWEST, onwards);
            "leads by status": store.list_leads(&LeadFilter::Status(LeadStatus::Pending), NEWEST, first);
            "leads, the oldest first": store.list_leads(&LeadFilter::All, Order::OldestFirst, first);
            "leads of a campaign": store.list_leads(&LeadFilter::Campaign(*campaign), NEWEST, first);
            "leads of a partner": store.list_leads(&LeadFilter::Partner(*partner), NEWEST, first);
            "leads by search": store.search_leads(search, &crate::LeadConditions::default(), first);
            "campaigns": store.list_campaigns(None, first);
            "campaigns by state": store.list_campaigns(Some(CampaignState::Running), first);
            "calls": store.list_calls(&CallFilter::All, None, NEWEST, first);
            "calls by outcome": store.list_calls(&CallFilter::Outcome(Outcome::Busy), None, NEWEST, first);
            "calls by outcome within a week": store.list_calls(&CallFilter::Outcome(Outcome::Busy), Some(week), NEWEST, first);
            "calls of a campaign": store.list_calls(&CallFilter::Campaign(*campaign), None, NEWEST, first);
            "calls under way": store.list_calls(&CallFilter::Active, None, NEWEST, first);
            "meetings": store.list_meetings(&MeetingFilter::All, NEWEST, first);
            "meetings by status": store.list_meetings(&MeetingFilter::Status(MeetingStatus::Scheduled), NEWEST, first);
            "meetings within a week": store.list_meetings_within(&MeetingFilter::All, week, Order::OldestFirst, first);
            "analytics: overview, distributions": store.counters(&Scope::All);
            "analytics: recent calls": store.newest_calls(10);
            "analytics: recent meetings": store.newest_meetings(10);
            "analytics: active campaigns": store.running_campaigns();
            "analytics: voices": store.voice_counters();
            "analytics: time series": store.hour_counters(days);
            "analytics: distributions of days": store.hour_distributions(days);
        }
    }
}
