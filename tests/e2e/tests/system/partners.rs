//! Partners: their keys, what they send, and that none sees what another sent.

use anyhow::{Context, Result, ensure};
use homework_e2e::api::{Answer, send};
use homework_e2e::leads::{Character, in_letters, next_number};
use homework_e2e::{System, eventually};
use reqwest::Method;
use serde_json::{Value, json};

pub(crate) struct Partner {
    pub(crate) id: String,
    pub(crate) key: String,
}

pub(crate) async fn partner(system: &System, name: &str, rate_limit: u32) -> Result<Partner> {
    let answer = system.api.post("/api/partners", &json!({"name": name, "rate_limit": rate_limit})).await?;
    ensure!(answer.status == 201, "{answer:?}");
    let text = |field: &str| answer.body[field].as_str().map(str::to_owned).context("no such field");
    Ok(Partner { id: text("id")?, key: text("api_key")? })
}

/// A request with this key, and a body where one is given.
pub(crate) async fn with_key(
    system: &System,
    key: &str,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> Result<Answer> {
    let request = system.api.anonymous(method, path).header("x-api-key", key);
    send(match body {
        Some(body) => request.json(body),
        None => request,
    })
    .await
}

pub(crate) async fn transfer(system: &System, key: &str, leads: &Value) -> Result<Answer> {
    let body = json!({"leads": leads});
    with_key(system, key, Method::POST, "/api/leads/partner-transfer", Some(&body)).await
}

pub(crate) fn new_lead(name: &str) -> Value {
    json!({"name": name, "phone": next_number(Character::NotInterested)})
}

#[tokio::test]
async fn a_partner_lives_as_documented() -> Result<()> {
    let system = System::connect().await?;
    let created =
        system.api.post("/api/partners/", &json!({"name": "Partner CRM", "rate_limit": 100})).await?;
    ensure!(created.status == 201, "{created:?}");
    let key = created.body["api_key"].as_str().unwrap_or_default();
    ensure!(key.len() == 64, "a key of {} characters", key.len());
    ensure!(
        created.body["is_active"] == true
            && created.body["rate_limit"] == 100
            && created.body["lead_count"] == 0
    );
    let id = created.body["id"].as_str().unwrap_or_default();
    let path = format!("/api/partners/{id}");

    let shown = system.api.get(&path).await?;
    ensure!(shown.status == 200 && shown.body["name"] == "Partner CRM", "{shown:?}");
    ensure!(!shown.body.to_string().contains(key) && shown.body.get("api_key").is_none());
    // Nothing that is stored holds the key.
    for item in system.aws.items_with_prefix("PARTNER#").await? {
        ensure!(!item.to_string().contains(key), "the key is in the table");
    }

    let patched = system.api.patch(&path, &json!({"name": "New Name", "rate_limit": 200})).await?;
    ensure!(patched.status == 200 && patched.body["name"] == "New Name" && patched.body["rate_limit"] == 200);
    let off = system.api.patch(&path, &json!({"is_active": false})).await?;
    ensure!(off.body["is_active"] == false && off.body["name"] == "New Name", "{off:?}");
    let listed = async |query: &str| -> Result<bool> {
        let list = system.api.get(&format!("/api/partners?page_size=100{query}")).await?;
        Ok(list.body["partners"].as_array().is_some_and(|all| all.iter().any(|p| p["id"] == id)))
    };
    ensure!(listed("").await? && !listed("&active_only=true").await?, "the lists are wrong");

    ensure!(system.api.delete(&path).await?.status == 204);
    ensure!(system.api.get(&path).await?.status == 404 && !listed("").await?);
    ensure!(system.api.patch(&path, &json!({"is_active": true})).await?.status == 404);
    Ok(())
}

#[tokio::test]
async fn a_transfer_takes_the_good_names_the_bad_and_repeats_nothing() -> Result<()> {
    let system = System::connect().await?;
    let Partner { id, key } = partner(&system, "Sender", 1000).await?;
    let good = new_lead("Good");
    let known = system.lead(Character::NotInterested).await?;
    let leads = json!([
        good, {"name": "", "phone": "12"}, {"name": "Twice", "phone": good["phone"]},
        {"name": "Known", "phone": known.phone}, new_lead("Good too"),
    ]);
    let first = transfer(&system, &key, &leads).await?;
    ensure!(first.status == 200, "{first:?}");
    let counts =
        |answer: &Answer| ["total_received", "successful", "failed"].map(|f| answer.body[f].as_u64());
    ensure!(counts(&first) == [Some(5), Some(2), Some(3)], "{first:?}");
    let indices = |answer: &Answer| -> Vec<u64> {
        answer.body["errors"].as_array().into_iter().flatten().filter_map(|e| e["index"].as_u64()).collect()
    };
    ensure!(indices(&first) == [1, 2, 3], "{first:?}");
    ensure!(first.body["created_leads"][0]["status"] == "PENDING");

    let again = transfer(&system, &key, &leads).await?;
    ensure!(counts(&again) == [Some(5), Some(0), Some(5)], "{again:?}");
    let errors = &again.body["errors"];
    ensure!(errors[0]["lead_id"] == first.body["created_leads"][0]["id"], "it does not say which: {errors}");
    ensure!(errors[3]["lead_id"].is_null(), "somebody else's lead is told: {errors}");

    eventually("the partner's leads are counted", async || {
        let shown = system.api.get(&format!("/api/partners/{id}")).await?;
        Ok((shown.body["lead_count"] == 2).then_some(()))
    })
    .await?;
    for wrong in
        [json!({"leads": []}), json!({"leads": {}}), json!({}), json!({"leads": vec![json!({}); 1001]})]
    {
        let answer =
            with_key(&system, &key, Method::POST, "/api/leads/partner-transfer", Some(&wrong)).await?;
        ensure!(answer.status == 422 && answer.problem_fields() == ["leads"], "{answer:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_partner_is_not_told_who_is_known_and_who_is_not_to_be_called() -> Result<()> {
    let system = System::connect().await?;
    let Partner { key, .. } = partner(&system, "Prober", 1000).await?;
    let known = system.lead(Character::NotInterested).await?;
    let not_to_be_called = next_number(Character::NotInterested);
    system.api.post("/api/do-not-call", &json!({"phone": not_to_be_called})).await?;
    for _ in 0..2 {
        let [first, second] =
            [&known.phone, &not_to_be_called].map(|phone| json!([{"name": "A", "phone": phone}]));
        let first = transfer(&system, &key, &first).await?;
        let second = transfer(&system, &key, &second).await?;
        ensure!(first.status == 200 && first.body["failed"] == 1, "{first:?}");
        ensure!(first.body == second.body, "{first:?} {second:?}");
    }
    // An operator is told which it is.
    let operators = system.api.post("/api/leads", &json!({"name": "A", "phone": not_to_be_called})).await?;
    ensure!(operators.body.to_string().contains("asked not to be called"), "{operators:?}");
    Ok(())
}

#[tokio::test]
async fn the_same_transfer_under_a_key_has_the_same_answer() -> Result<()> {
    let system = System::connect().await?;
    let Partner { key, .. } = partner(&system, "Repeater", 1000).await?;
    let body = json!({"leads": [new_lead("One"), {"name": "Wrong", "phone": "1"}, new_lead("Two")]});
    let under = async |idempotency: &str, body: &Value| -> Result<Answer> {
        let request = system.api.anonymous(Method::POST, "/api/leads/partner-transfer");
        send(request.header("x-api-key", &key).header("idempotency-key", idempotency).json(body)).await
    };
    let (a, b) = tokio::join!(under("k-1", &body), under("k-1", &body));
    let (a, b) = (a?, b?);
    ensure!(a.status == 200 && a.body["successful"] == 2, "{a:?}");
    ensure!(a.body == b.body, "two at once differ: {a:?} {b:?}");
    ensure!(under("k-1", &body).await?.body == a.body, "a repeat differs");
    // Its leads are not made again even when they have been deleted since.
    let id = a.body["created_leads"][0]["id"].as_str().unwrap_or_default();
    ensure!(system.api.delete(&format!("/api/leads/{id}")).await?.status == 200);
    ensure!(under("k-1", &body).await?.body == a.body);
    ensure!(system.api.get(&format!("/api/leads/{id}")).await?.status == 404, "the lead was made again");

    let other = under("k-1", &json!({"leads": [new_lead("Other")]})).await?;
    ensure!(other.status == 422 && other.problem_fields() == ["Idempotency-Key"], "{other:?}");
    Ok(())
}

#[tokio::test]
async fn a_thousand_leads_fit_one_transfer() -> Result<()> {
    let system = System::connect().await?;
    let Partner { id, key } = partner(&system, "Bulk", 1000).await?;
    let first = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs() % 800;
    let lead = |n: u64| json!({"name": format!("Bulk {}", in_letters(n)), "phone": format!("+4930{:03}{n:05}", first + 100)});
    let leads: Vec<Value> = (0..1000).map(lead).collect();
    let answer = transfer(&system, &key, &json!(leads)).await?;
    ensure!(answer.status == 200 && answer.body["successful"] == 1000, "{}", answer.body["errors"]);
    eventually("a thousand leads are counted", async || {
        let shown = system.api.get(&format!("/api/partners/{id}")).await?;
        Ok((shown.body["lead_count"] == 1000).then_some(()))
    })
    .await?;

    // The partner goes, its leads stay.
    let some_lead = answer.body["created_leads"][500]["id"].as_str().unwrap_or_default().to_owned();
    ensure!(system.api.lead(&some_lead).await?["partner_id"] == id.as_str());
    ensure!(system.api.delete(&format!("/api/partners/{id}")).await?.status == 204);
    eventually("the leads are taken off the partner", async || {
        let counters = system.aws.partition(&format!("COUNTERS#PARTNER#{id}")).await?;
        Ok(counters.first().is_some_and(|c| c["leads"]["N"] == "0").then_some(()))
    })
    .await?;
    ensure!(system.api.lead(&some_lead).await?["partner_id"].is_null(), "the lead is still the partner's");
    ensure!(system.api.lead(&some_lead).await?["status"] == "PENDING");
    Ok(())
}

#[tokio::test]
async fn two_partners_do_not_see_each_others_leads() -> Result<()> {
    let system = System::connect().await?;
    let (ours, theirs) = (partner(&system, "Ours", 1000).await?, partner(&system, "Theirs", 1000).await?);
    let get = async |who: &Partner, path: &str| with_key(&system, &who.key, Method::GET, path, None).await;
    for who in [&ours, &theirs] {
        let sent = transfer(&system, &who.key, &json!([new_lead("A"), new_lead("B"), new_lead("C")])).await?;
        ensure!(sent.body["successful"] == 3, "{sent:?}");
    }
    let ids = async |who: &Partner| -> Result<Vec<String>> {
        let list = get(who, "/api/partner/leads").await?;
        let leads = list.body["leads"].as_array().cloned().unwrap_or_default();
        Ok(leads.iter().filter_map(|lead| lead["id"].as_str().map(str::to_owned)).collect())
    };
    let (our_leads, their_leads) = (ids(&ours).await?, ids(&theirs).await?);
    ensure!(our_leads.len() == 3 && their_leads.len() == 3);
    ensure!(our_leads.iter().all(|id| !their_leads.contains(id)), "the lists overlap");

    let own = get(&ours, &format!("/api/partner/leads/{}", our_leads[0])).await?;
    ensure!(own.status == 200 && own.body["status"] == "PENDING" && own.body["outcome"].is_null(), "{own:?}");
    let foreign = get(&ours, &format!("/api/partner/leads/{}", their_leads[0])).await?;
    let missing = get(&ours, "/api/partner/leads/01JD00000000000000000000ZZ").await?;
    ensure!(foreign.status == 404 && missing.status == 404, "{foreign:?}");
    let operators = system.lead(Character::NotInterested).await?;
    ensure!(get(&ours, &format!("/api/partner/leads/{}", operators.id)).await?.status == 404);

    // A cursor opens the list it came from and no other.
    let cursor = async |answer: Answer| -> Result<String> {
        Ok(answer.body["next_cursor"].as_str().context("no cursor")?.to_owned())
    };
    let our_cursor = cursor(get(&ours, "/api/partner/leads?page_size=1").await?).await?;
    let all_cursor = cursor(system.api.get("/api/leads?page_size=1").await?).await?;
    let next = get(&ours, &format!("/api/partner/leads?page_size=1&cursor={our_cursor}")).await?;
    ensure!(next.body["leads"][0]["id"] == our_leads[1].as_str(), "{next:?}");
    for refused in [
        get(&theirs, &format!("/api/partner/leads?cursor={our_cursor}")).await?,
        get(&ours, &format!("/api/partner/leads?cursor={all_cursor}")).await?,
        system.api.get(&format!("/api/leads?cursor={our_cursor}")).await?,
        system.api.get(&format!("/api/partners?cursor={our_cursor}")).await?,
    ] {
        ensure!(refused.status == 422 && refused.problem_fields() == ["cursor"], "{refused:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_token_opens_no_partners_route_and_a_key_no_operators() -> Result<()> {
    let system = System::connect().await?;
    let Partner { id, key } = partner(&system, "Curious", 1000).await?;
    for (method, path) in [
        (Method::POST, "/api/leads/partner-transfer".to_owned()),
        (Method::GET, "/api/partner/leads".to_owned()),
        (Method::GET, "/api/partner/leads/01JD00000000000000000000ZZ".to_owned()),
    ] {
        let answer = send(system.api.request(method, &path).json(&json!({"leads": []}))).await?;
        ensure!(answer.status == 403 && answer.is_problem(), "{path} with a token: {answer:?}");
    }
    for (method, path) in [
        (Method::GET, "/api/leads".to_owned()),
        (Method::GET, "/api/calls".to_owned()),
        (Method::GET, "/api/meetings".to_owned()),
        (Method::GET, "/api/partners".to_owned()),
        (Method::POST, "/api/partners".to_owned()),
        (Method::GET, format!("/api/partners/{id}")),
        (Method::PATCH, format!("/api/partners/{id}")),
        (Method::DELETE, format!("/api/partners/{id}")),
        (Method::POST, format!("/api/partners/{id}/regenerate-key")),
    ] {
        let answer = with_key(&system, &key, method.clone(), &path, Some(&json!({}))).await?;
        ensure!(answer.status == 401, "{path} with a key: {answer:?}");
        let bearer = system.api.anonymous(method, &path).header("authorization", format!("Bearer {key}"));
        ensure!(send(bearer).await?.status == 401, "{path} with a key as a token");
    }
    Ok(())
}

/// Sixty a minute are sixty a minute: the next is refused, and a minute later all is well.
#[tokio::test]
async fn beyond_its_limit_a_partner_waits_for_the_next_minute() -> Result<()> {
    let system = System::connect().await?;
    let Partner { key, .. } = partner(&system, "Busy", 60).await?;
    let ask = async || with_key(&system, &key, Method::GET, "/api/partner/leads", None).await;
    let (started, minute_before) = (std::time::Instant::now(), minute());
    let mut statuses = Vec::new();
    let refused = loop {
        let answers = eight_of(&ask).await?;
        statuses.extend(answers.iter().map(|a| a.status));
        if let Some(refused) = answers.into_iter().find(|a| a.status == 429) {
            break refused;
        }
        ensure!(statuses.len() < 200, "never refused in {:?}", started.elapsed());
    };
    ensure!(refused.is_problem(), "{refused:?}");
    ensure!(statuses.iter().all(|s| matches!(s, 200 | 429)), "{statuses:?}");
    let let_in = statuses.iter().filter(|s| **s == 200).count();
    // Where the minute turned in between, the gateway's bucket, refilled by the second, set the limit.
    let refilled = usize::try_from(started.elapsed().as_secs())? + 1;
    let expected = if minute() == minute_before { 60..=60 } else { 60..=60 + refilled };
    ensure!(expected.contains(&let_in), "{let_in} let in within {:?}", started.elapsed());
    tokio::time::sleep(std::time::Duration::from_secs(61)).await;
    for _ in 0..5 {
        let answer = ask().await?;
        ensure!(answer.status == 200, "a minute later: {answer:?}");
    }
    Ok(())
}

fn minute() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |since| since.as_secs() / 60)
}

/// Eight answers, asked for at once: one at a time may be slower than the gateway lets the next one in.
async fn eight_of(ask: &impl AsyncFn() -> Result<Answer>) -> Result<[Answer; 8]> {
    let (a, b, c, d, e, f, g, h) = tokio::join!(ask(), ask(), ask(), ask(), ask(), ask(), ask(), ask());
    Ok([a?, b?, c?, d?, e?, f?, g?, h?])
}

#[tokio::test]
async fn a_partners_leads_of_a_day_are_limited() -> Result<()> {
    let system = System::connect().await?;
    let partner = partner(&system, "Eager CRM", 100).await?;
    let first = transfer(&system, &partner.key, &json!([new_lead("Ana")])).await?;
    ensure!(first.status == 200 && first.body["successful"] == 1, "{first:?}");
    let pk = format!("PARTNER#{}", partner.id);
    let items = system.aws.partition(&pk).await?;
    let mut days = items.iter().filter_map(|item| item["sk"]["S"].as_str());
    let day = days.find(|sk| sk.starts_with("LEADS#")).context("nothing was counted")?;
    system.aws.set_number(&pk, day, "spent", 9_998).await?;
    let refused =
        transfer(&system, &partner.key, &json!([new_lead("A"), new_lead("B"), new_lead("C")])).await?;
    ensure!(refused.status == 429 && refused.is_problem(), "{refused:?}");
    ensure!(refused.body["detail"].to_string().contains("10000 leads a day"), "{refused:?}");
    // What is refused for another reason does not count, and two still fit.
    let known = json!([{"name": "Known", "phone": first.body["created_leads"][0]["phone"]}]);
    ensure!(transfer(&system, &partner.key, &known).await?.body["failed"] == 1);
    let last = transfer(&system, &partner.key, &json!([new_lead("A"), new_lead("B")])).await?;
    ensure!(last.status == 200 && last.body["successful"] == 2, "{last:?}");
    let over = transfer(&system, &partner.key, &json!([new_lead("C")])).await?;
    ensure!(over.status == 429, "{over:?}");
    Ok(())
}

#[tokio::test]
async fn a_partners_national_numbers_are_of_its_country() -> Result<()> {
    let system = System::connect().await?;
    let wanted = json!({"name": "Local CRM", "default_country": "us"});
    let created = system.api.post("/api/partners", &wanted).await?;
    ensure!(created.status == 201 && created.body["default_country"] == "US", "{created:?}");
    let key = created.body["api_key"].as_str().context("no key")?;
    let national = || next_number(Character::NotInterested)[2..].to_owned();
    let sent = transfer(&system, key, &json!([{"name": "Ana", "phone": national()}])).await?;
    let phone = sent.body["created_leads"][0]["phone"].as_str().unwrap_or_default();
    ensure!(phone.starts_with("+1"), "{sent:?}");
    let path = format!("/api/partners/{}", created.body["id"].as_str().unwrap_or_default());
    let wrong = system.api.patch(&path, &json!({"default_country": "Spain"})).await?;
    ensure!(wrong.status == 422 && wrong.problem_fields() == ["default_country"], "{wrong:?}");
    let without = system.api.patch(&path, &json!({"default_country": ""})).await?;
    ensure!(without.status == 200 && without.body["default_country"].is_null(), "{without:?}");
    let refused = transfer(&system, key, &json!([{"name": "Ana", "phone": national()}])).await?;
    ensure!(refused.body["errors"][0]["field"] == "phone", "{refused:?}");
    Ok(())
}
