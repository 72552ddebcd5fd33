//! What there is before the fuzzer comes: leads, calls, meetings, campaigns, an import and partners.

use anyhow::{Context, Result, bail};
use http::Method;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, sleep};

use crate::campaign::{self, row::Stage};
use crate::http::Http;
use crate::steps::Step;
use crate::system::api::{Api, Lead};

/// Numbers in an area that nothing else uses; the last two digits choose the callee (see
/// tests/sandbox): some book a meeting, the others wait.
const AREA: &str = "+1909555";
const BOOKING: &str = "01";
const NOT_INTERESTED: &str = "04";
const MEETINGS: usize = 8;
const WAITING: usize = 70;
const CAMPAIGNS: usize = 16;
/// The second waits for its turn, and the campaign with it, as long as the fuzzer is at work.
const LEADS_PER_CAMPAIGN: usize = 2;
const PARTNERS: usize = 8;
/// So many of what can be deleted or cancelled are for those requests alone: the others find the rest.
const TO_LOSE: usize = 4;

const DEADLINE: Duration = Duration::from_secs(240);
const POLL: Duration = Duration::from_millis(500);

/// What the fuzzer is given.
pub(crate) struct Seeds {
    /// Ids and bodies, as infra/fuzz_hooks.py reads them.
    pub(crate) values: Value,
    /// The key of a partner, for the partners' routes.
    pub(crate) partner_key: String,
}

pub(crate) async fn plant(api: &mut Api, http: &Http) -> Result<Seeds> {
    let step = Step::start("Planting what the fuzzer is to find");
    api.upload(leads_file().as_bytes()).await?;
    let leads = api.leads("search=fuzz").await?;
    let (booking, waiting): (Vec<Lead>, Vec<Lead>) =
        leads.into_iter().partition(|lead| lead.phone.ends_with(BOOKING));
    let calls = calls(api, &booking).await?;
    let meetings = meetings(api, &booking).await?;
    let (for_campaigns, waiting) = waiting.split_at(CAMPAIGNS * LEADS_PER_CAMPAIGN);
    let mut campaigns = Vec::new();
    for leads in for_campaigns.chunks(LEADS_PER_CAMPAIGN) {
        campaigns.push(api.start_campaign("Fuzz", leads, 3600, 1).await?);
    }
    let import = import(api, http).await?;
    let (national_lists, number_import) = national_lists(api, http).await?;
    let waiting_import = api.ask(Method::POST, "/api/leads/imports", Some(json!({"file_size": 1}))).await?;
    let partners = partners(api).await?;
    let fuzzer = json!({"name": "Fuzzer", "rate_limit": 3000});
    let fuzzer = api.ask(Method::POST, "/api/partners", Some(fuzzer)).await?;
    let partner_key = fuzzer["api_key"].as_str().context("the new partner has no key")?.to_owned();
    let sent = json!({"leads": [{"name": "Sent", "phone": format!("{AREA}98{NOT_INTERESTED}")}]});
    api.ask_as_partner(Method::POST, "/api/leads/partner-transfer", &partner_key, sent).await?;
    let list = api.ask_as_partner(Method::GET, "/api/partner/leads", &partner_key, Value::Null).await?;
    let voices = api.ask(Method::GET, "/api/settings/voices", None).await?;
    let voices = voices.as_array().context("no voices")?;
    let callers = api.ask(Method::GET, "/api/settings/caller-numbers", None).await?;
    let slots = api.ask(Method::GET, "/api/meetings/slots?count=100&duration=60", None).await?;
    let slots = slots["slots"].as_array().context("no free times")?;
    let moves: Vec<Value> = slots.iter().skip(20).map(|s| json!({"scheduled_time": s["start"]})).collect();
    step.done(format!("{} calls, {} meetings and more for the fuzzer to find", calls.len(), meetings.len()));
    let (campaigns_to_lose, campaigns) = campaigns.split_at(TO_LOSE);
    let (partners_to_lose, partners) = partners.split_at(TO_LOSE);
    let (leads_to_lose, waiting) = waiting.split_at(TO_LOSE);
    let (meetings_to_lose, meetings) = meetings.split_at(TO_LOSE);
    let created: Vec<Value> =
        (85..95).map(|n| json!({"name": "Created", "phone": format!("{AREA}{n}{NOT_INTERESTED}")})).collect();
    let starts: Vec<Value> = waiting
        .iter()
        .map(|lead| json!({"name": "Fuzz", "lead_ids": [lead.id], "stagger_seconds": 3600, "call_again": false}))
        .collect();
    Ok(Seeds {
        values: json!({
            "parameters": {
                "lead_id": booking.iter().chain(waiting).map(|lead| &lead.id).collect::<Vec<_>>(),
                "call_id": calls,
                "meeting_id": meetings,
                "campaign_id": campaigns,
                "import_id": [import],
                "partner_id": partners,
                "voice_id": voices.iter().map(|voice| &voice["voice_id"]).collect::<Vec<_>>(),
            },
            "of_operations": {
                "get_partner_lead": {"lead_id": ids(&list["leads"])?},
                "map_import": {"import_id": [waiting_import["id"]]},
                "get_do_not_call_import": {"import_id": [number_import]},
                "remove_national_list": {"name": national_lists},
                "cancel_campaign": {"campaign_id": campaigns_to_lose},
                "cancel_meeting": {"meeting_id": meetings_to_lose},
                "set_meeting_status": {"meeting_id": meetings_to_lose},
                "delete_partner": {"partner_id": partners_to_lose},
                "delete_lead": {"lead_id": leads_to_lose.iter().map(|lead| &lead.id).collect::<Vec<_>>()},
            },
            "bodies": {
                "create_lead": created,
                "record_do_not_call": [{"phone": format!("{AREA}96{NOT_INTERESTED}"), "reason": "Asked by letter"}],
                "reschedule_meeting": moves,
                "start_campaign": starts,
                "change_campaign": [{"stagger_seconds": 3600}],
                "map_import": [{"mapping": {"phone": 2}}],
                "preview_import": [{"file": format!("name,phone\nShown,{AREA}97{NOT_INTERESTED}\n")}],
                "upload_leads": [{"file": format!("name,phone\nUploaded,{AREA}97{NOT_INTERESTED}\n")}],
                "set_caller_numbers": [{
                    "numbers": [{"number": callers["numbers"][0]["number"], "calls_per_day": 1_000_000}],
                    "version": callers["version"],
                }],
                "set_default_voice": voices.iter().map(|voice| {
                    json!({"voice_id": voice["voice_id"], "voice_name": voice["name"]})
                }).collect::<Vec<_>>(),
            },
        }),
        partner_key,
    })
}

fn leads_file() -> String {
    let mut file = "name,phone,email\n".to_owned();
    for n in 0..MEETINGS + WAITING {
        let character = if n < MEETINGS { BOOKING } else { NOT_INTERESTED };
        // A name has no digits.
        let name: String = n.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
        file.push_str(&format!("Fuzz {name},{AREA}{n:02}{character},fuzz{n}@example.com\n"));
    }
    file
}

/// Calls the leads; returns the calls once they are written up and their recordings kept.
async fn calls(api: &mut Api, leads: &[Lead]) -> Result<Vec<String>> {
    let campaign = api.start_campaign("Fuzz", leads, 1, 1).await?;
    let deadline = Instant::now() + DEADLINE;
    loop {
        let rows = campaign::rows(api, &campaign).await?;
        let over = rows.len() == leads.len() && rows.iter().all(|row| row.stage() == Stage::Over);
        let list =
            api.ask(Method::GET, &format!("/api/calls?page_size=100&campaign_id={campaign}"), None).await?;
        let calls = list["calls"].as_array().context("no list of calls")?;
        if over && calls.iter().all(|call| call["answered_at"].is_null() || call["has_recording"] == true) {
            return ids(&list["calls"]);
        }
        if Instant::now() > deadline {
            bail!("the calls that the fuzzer is to find did not come to their end");
        }
        sleep(POLL).await;
    }
}

/// The meetings that the leads took, more than are to be lost.
async fn meetings(api: &mut Api, leads: &[Lead]) -> Result<Vec<String>> {
    let mut meetings = Vec::new();
    for lead in leads {
        let shown = api.ask(Method::GET, &format!("/api/leads/{}", lead.id), None).await?;
        meetings.extend(ids(&shown["meetings"])?);
    }
    if meetings.len() <= TO_LOSE {
        bail!("{} of {MEETINGS} leads took a meeting", meetings.len());
    }
    Ok(meetings)
}

async fn partners(api: &mut Api) -> Result<Vec<String>> {
    let mut partners = Vec::new();
    for n in 0..PARTNERS {
        let partner = json!({"name": format!("Seed {n}")});
        partners.push(api.ask(Method::POST, "/api/partners", Some(partner)).await?);
    }
    ids(&Value::from(partners))
}

/// An import of leads that is over.
async fn import(api: &mut Api, http: &Http) -> Result<String> {
    let file = format!("name,phone\nFuzz,{AREA}99{NOT_INTERESTED}\n");
    imported(api, http, "/api/leads/imports", json!({}), file).await
}

/// National lists for requests that take them out of use: their names, and the import of one.
async fn national_lists(api: &mut Api, http: &Http) -> Result<(Vec<String>, String)> {
    let today = api.ask(Method::POST, "/api/leads/imports", Some(json!({"file_size": 1}))).await?;
    let today = today["expires_at"].as_str().and_then(|at| at.get(..10)).context("no time")?.to_owned();
    let (mut names, mut last) = (Vec::new(), String::new());
    for n in 0..TO_LOSE {
        let name = format!("FUZZ-{n}");
        let request = json!({"national": {"name": name, "place": "US-WY", "as_of": today}});
        last = imported(api, http, "/api/do-not-call/imports", request, "+13072000999\n".into()).await?;
        names.push(name);
    }
    Ok((names, last))
}

/// Sends a list to one of the addresses for imports, and waits until it is taken in.
async fn imported(
    api: &mut Api,
    http: &Http,
    path: &str,
    mut request: Value,
    file: String,
) -> Result<String> {
    request["file_size"] = json!(file.len());
    let announced = api.ask(Method::POST, path, Some(request)).await?;
    let url = announced["upload_url"].as_str().context("the import has no address")?;
    let sent = http.send(http::Request::put(url).body(file.into())?).await?;
    if !sent.status.is_success() {
        bail!("the file to import was refused: {}", sent.status);
    }
    let id = announced["id"].as_str().context("the import has no id")?.to_owned();
    let deadline = Instant::now() + DEADLINE;
    while api.ask(Method::GET, &format!("{path}/{id}"), None).await?["status"] != "COMPLETED" {
        if Instant::now() > deadline {
            bail!("the import that the fuzzer is to find did not end");
        }
        sleep(POLL).await;
    }
    Ok(id)
}

fn ids(list: &Value) -> Result<Vec<String>> {
    let items = list.as_array().context("no list")?;
    items.iter().map(|item| item["id"].as_str().map(str::to_owned).context("no id")).collect()
}
