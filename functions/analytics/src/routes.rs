//! The routes: parse, read counters, answer. Whatever is asked costs the same with few leads and with
//! millions.

use axum::Json;
use axum::extract::State;
use homework_domain::analytics::Days;
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::counters::{Counts, Scope};
use homework_runtime::extract::Parameters;
use homework_runtime::openapi::{CallAttempts, ReadProblems};
use homework_runtime::{Answer, Problem};
use homework_store::Store;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::activity::{self, RecentActivity};
use crate::campaign_figures::ActiveCampaigns;
use crate::figures::{
    CallFailures, CallOutcomes, LanguageDistribution, LeadStatusDistribution, Overview, VoicePerformance,
};
use crate::time_series::{HoursOfDay, TimeSeries};

#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    pub(crate) clock: SystemClock,
}

impl Api {
    /// What [`DaysParams`] describes.
    fn days(&self, query: &Parameters) -> Result<Days, Problem> {
        Ok(Days::parse(query.text("from"), query.text("to"), query.text("zone"), self.clock.now())?)
    }

    /// The counters of the days that are asked for; of all time where none are.
    async fn distribution(&self, query: &Parameters) -> Result<Counts, Problem> {
        if ["from", "to", "zone"].iter().all(|name| query.text(name).is_none()) {
            return Ok(self.store.counters_without_tests().await?);
        }
        let days = self.days(query)?;
        Ok(days.total(&self.store.hour_distributions(&days).await?)?)
    }
}

/// Which days.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what Days::parse reads")]
struct DaysParams {
    /// The first day; 29 days before the last where it is not given.
    #[param(format = Date, example = "2026-11-01")]
    from: Option<String>,
    /// The last day, at most 365 days after the first; today where it is not given.
    #[param(format = Date, example = "2026-11-30")]
    to: Option<String>,
    /// IANA time zone of the days; UTC where it is not given.
    #[param(example = "Europe/Madrid")]
    zone: Option<String>,
}

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default()
        .routes(routes!(overview))
        .routes(routes!(call_outcomes))
        .routes(routes!(call_failures))
        .routes(routes!(call_attempts))
        .routes(routes!(language_distribution))
        .routes(routes!(lead_status_distribution))
        .routes(routes!(recent_activity))
        .routes(routes!(active_campaigns))
        .routes(routes!(voice_performance))
        .routes(routes!(time_series))
        .routes(routes!(hours_of_day))
}

/// The figures of all leads, calls and meetings. Counters may lag behind by a moment.
///
/// As in all figures of calls and meetings, tests are left out; only calls under way are counted with them.
#[utoipa::path(get, path = "/api/analytics/overview", operation_id = "get_overview", tag = "analytics",
    responses((status = 200, description = "The figures.", body = Overview), ReadProblems))]
async fn overview(State(api): State<Api>) -> Answer<Overview> {
    Ok(Json(Overview::of(&api.store.counters_without_tests().await?)))
}

/// How calls ended, the most frequent outcome first; outcomes that never occurred are not listed.
///
/// Of all time, or of the calls that began on the days that are asked for.
#[utoipa::path(get, path = "/api/analytics/call-outcomes", operation_id = "get_call_outcomes",
    tag = "analytics", params(DaysParams),
    responses((status = 200, description = "Calls by outcome.", body = CallOutcomes), ReadProblems))]
async fn call_outcomes(State(api): State<Api>, query: Parameters) -> Answer<CallOutcomes> {
    Ok(Json(CallOutcomes::of(&api.distribution(&query).await?)))
}

/// Why calls failed, the most frequent reason first; reasons that never occurred are not listed.
///
/// Of the calls that began on the days that are asked for. Calls that ended before this was counted are missing.
#[utoipa::path(get, path = "/api/analytics/call-failures", operation_id = "get_call_failures",
    tag = "analytics", params(DaysParams),
    responses((status = 200, description = "Failed calls by reason.", body = CallFailures), ReadProblems))]
async fn call_failures(State(api): State<Api>, query: Parameters) -> Answer<CallFailures> {
    let days = api.days(&query)?;
    Ok(Json(CallFailures::of(&days.total(&api.store.hour_distributions(&days).await?)?)))
}

/// How far first, second and further calls to a lead got, of all time. Calls in which leads ring back are left out.
#[utoipa::path(get, path = "/api/analytics/call-attempts", operation_id = "get_call_attempts", tag = "analytics",
    responses((status = 200, description = "Calls by attempt.", body = CallAttempts), ReadProblems))]
async fn call_attempts(State(api): State<Api>) -> Answer<CallAttempts> {
    Ok(Json(CallAttempts::of(&api.store.counters_without_tests().await?)))
}

/// The languages of the calls, the most frequent first.
///
/// Of all time, or of the calls that began on the days that are asked for.
#[utoipa::path(get, path = "/api/analytics/language-distribution", operation_id = "get_language_distribution",
    tag = "analytics", params(DaysParams),
    responses((status = 200, description = "Calls by language.", body = LanguageDistribution), ReadProblems))]
async fn language_distribution(State(api): State<Api>, query: Parameters) -> Answer<LanguageDistribution> {
    Ok(Json(LanguageDistribution::of(&api.distribution(&query).await?)))
}

/// Where the leads stand, the most frequent status first, with each one's share of all leads.
#[utoipa::path(get, path = "/api/analytics/lead-status-distribution",
    operation_id = "get_lead_status_distribution", tag = "analytics",
    responses((status = 200, description = "Leads by status.", body = LeadStatusDistribution), ReadProblems))]
async fn lead_status_distribution(State(api): State<Api>) -> Answer<LeadStatusDistribution> {
    Ok(Json(LeadStatusDistribution::of(&api.store.counters(&Scope::All).await?)))
}

/// The latest calls and bookings, the latest first.
#[utoipa::path(get, path = "/api/analytics/recent-activity", operation_id = "get_recent_activity",
    tag = "analytics",
    params(
        ("limit" = Option<u32>, Query, description = "How many.", minimum = 1, maximum = 100, example = 10)),
    responses((status = 200, description = "What happened.", body = RecentActivity), ReadProblems))]
async fn recent_activity(State(api): State<Api>, query: Parameters) -> Answer<RecentActivity> {
    let limit = activity::limit(query.text("limit"))?;
    let calls = api.store.newest_calls(limit).await?;
    let meetings = api.store.newest_meetings(limit).await?;
    Ok(Json(RecentActivity::of(&calls, &meetings, limit)))
}

/// The campaigns that run, the newest first, at most a hundred.
#[utoipa::path(get, path = "/api/analytics/active-campaigns", operation_id = "get_active_campaigns",
    tag = "analytics",
    responses((status = 200, description = "The running campaigns.", body = ActiveCampaigns), ReadProblems))]
async fn active_campaigns(State(api): State<Api>) -> Answer<ActiveCampaigns> {
    Ok(Json(ActiveCampaigns::of(&api.store.running_campaigns().await?)))
}

/// How calls went by the voice that was heard, the voice with the most calls first.
#[utoipa::path(get, path = "/api/analytics/voice-performance", operation_id = "get_voice_performance",
    tag = "analytics",
    responses((status = 200, description = "Calls by voice.", body = [VoicePerformance]), ReadProblems))]
async fn voice_performance(State(api): State<Api>) -> Answer<Vec<VoicePerformance>> {
    Ok(Json(VoicePerformance::of_all(api.store.voice_counters().await?)))
}

/// Calls and bookings day by day. A day begins and ends when it does in the zone; days on which
/// nothing happened are listed too.
#[utoipa::path(get, path = "/api/analytics/time-series", operation_id = "get_time_series", tag = "analytics",
    params(DaysParams),
    responses((status = 200, description = "The days.", body = TimeSeries), ReadProblems))]
async fn time_series(State(api): State<Api>, query: Parameters) -> Answer<TimeSeries> {
    let days = api.days(&query)?;
    let hours = api.store.hour_counters(&days).await?;
    Ok(Json(TimeSeries::of(&days, &hours)))
}

/// Calls and bookings by the hour of the day, of all days that are asked for together: 24 hours by the clock of the
/// zone, from midnight on.
#[utoipa::path(get, path = "/api/analytics/hours", operation_id = "get_hours_of_day", tag = "analytics",
    params(DaysParams),
    responses((status = 200, description = "The hours.", body = HoursOfDay), ReadProblems))]
async fn hours_of_day(State(api): State<Api>, query: Parameters) -> Answer<HoursOfDay> {
    let days = api.days(&query)?;
    let hours = api.store.hour_counters(&days).await?;
    Ok(Json(HoursOfDay::of(&days, &hours)))
}
