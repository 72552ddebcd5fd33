//! Leads: shown with what happened to them, corrected, found, exported.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::{Character, TestLead, in_letters, next_number};
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

#[tokio::test]
async fn a_lead_is_shown_with_its_calls_and_meetings() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let fresh = system.api.lead(&lead.id).await?;
    ensure!(fresh["calls"] == json!([]) && fresh["meetings"] == json!([]), "{fresh}");
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    system.api.settled(&lead.id).await?;
    eventually("the call and its meeting are listed with the lead", async || {
        let shown = system.api.lead(&lead.id).await?;
        let (call, meeting) = (&shown["calls"][0], &shown["meetings"][0]);
        let complete = call["outcome"] == "MEETING_BOOKED" && meeting["status"] == "SCHEDULED";
        Ok((complete && call["campaign_id"] == campaign.as_str() && meeting["call_id"] == call["id"])
            .then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_corrected_number_is_taken_and_the_old_one_free() -> Result<()> {
    let system = System::connect().await?;
    let (lead, other) = (system.lead(Character::Busy).await?, system.lead(Character::Busy).await?);
    let path = format!("/api/leads/{}", lead.id);
    let taken = system.api.patch(&path, &json!({"phone": other.phone})).await?;
    ensure!(taken.status == 409 && taken.is_problem(), "{taken:?}");
    // The field is named, and the lead that has the number.
    ensure!(taken.problem_fields() == ["phone"], "{taken:?}");
    ensure!(taken.body["errors"][0]["existing_id"] == other.id.as_str(), "{taken:?}");
    let number = "+34911234567";
    let change = json!({"phone": number, "name": "Changed  Name", "email": null});
    let changed = system.api.patch(&path, &change).await?;
    ensure!(changed.status == 200, "{changed:?}");
    let now = &changed.body;
    ensure!(now["name"] == "Changed Name" && now["email"].is_null() && now["phone"] == number, "{now}");
    ensure!(now["language"] == "es" && now["timezone"] == "Europe/Madrid", "{now}");
    let again = system.api.post("/api/leads", &json!({"name": "Twin", "phone": number})).await?;
    ensure!(again.status == 409, "the new number was given away twice");
    let free = system.api.post("/api/leads", &json!({"name": "Heir", "phone": lead.phone})).await?;
    ensure!(free.status == 201, "the old number is not free: {free:?}");
    for (body, field) in [
        (json!({"name": ""}), "name"),
        (json!({"phone": "12"}), "phone"),
        (json!({"email": "nope"}), "email"),
        (json!({"status": "PENDING"}), "status"),
    ] {
        let answer = system.api.patch(&path, &body).await?;
        ensure!(answer.status == 422 && answer.problem_fields() == [field], "{body}: {answer:?}");
    }
    Ok(())
}

#[tokio::test]
async fn only_numbers_that_are_called_are_taken_and_two_spellings_are_one_person() -> Result<()> {
    let system = System::connect().await?;
    let create =
        async |phone: &str| system.api.post("/api/leads", &json!({"name": "Ana", "phone": phone})).await;
    // A premium-rate number, a satellite's, and the one that the sandbox's Twilio account calls from.
    for phone in ["+19002345601", "+881612345601", "+15005550006"] {
        let answer = create(phone).await?;
        ensure!(answer.status == 422 && answer.problem_fields() == ["phone"], "{phone}: {answer:?}");
    }
    let moment = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let subscriber = format!("{:07}", moment.subsec_nanos() % 10_000_000);
    let mobile = create(&format!("+54 9 11 4{subscriber}")).await?;
    ensure!(mobile.status == 201, "{mobile:?}");
    let again = create(&format!("+54 11 4{subscriber}")).await?;
    ensure!(again.status == 409, "one person is two leads: {again:?}");
    let id = mobile.body["id"].as_str().context("no id")?;
    for spelling in ["+54 9 11 4", "+54 11 4"] {
        eventually("the lead is found in either spelling", async || {
            let found = found(&system, &format!("{spelling}{subscriber}")).await?;
            Ok((found == [id]).then_some(()))
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_address_that_is_said_in_a_call_is_the_leads_with_the_meeting() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead_without_email(Character::MisspellsEmail).await?;
    system.api.campaign_of_one(&lead.id).await?;
    let booked = eventually("the lead has a meeting", async || {
        let shown = system.api.lead(&lead.id).await?;
        Ok((shown["status"] == "MEETING_SCHEDULED").then_some(shown))
    })
    .await?;
    // In the very moment in which there is a meeting.
    let email = booked["email"].as_str().context("no address")?;
    ensure!(booked["email_said"] == true, "{booked}");
    eventually("the lead is found by it", async || {
        Ok(found(&system, email).await?.contains(&lead.id).then_some(()))
    })
    .await
}

#[tokio::test]
async fn language_and_time_zone_are_set_and_follow_the_number_again() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::Busy).await?;
    let path = format!("/api/leads/{}", lead.id);
    let set = json!({"language": "fr", "time_zone": "Africa/Casablanca"});
    let changed = system.api.patch(&path, &set).await?;
    let (zones, language) = (&changed.body["time_zones"], &changed.body["language"]);
    ensure!(*zones == json!(["Africa/Casablanca"]) && language == "fr", "{changed:?}");
    let follows = system.api.patch(&path, &json!({"language": null, "time_zone": null})).await?;
    ensure!(follows.body["time_zones"] != *zones && follows.body["language"] != "fr", "{follows:?}");
    Ok(())
}

#[tokio::test]
async fn a_consent_comes_with_a_list_is_corrected_and_kept_with_the_call() -> Result<()> {
    let system = System::connect().await?;
    let phone = next_number(Character::NotInterested);
    let header = "name,phone,consent_kind,consent_source,consent_text,consent_at,consent_seller";
    let file = format!(
        "{header}\nAna Consents,{phone},written,acme.example/quote,I agree.,2026-11-02,Acme\n\
         Bob Halfway,{},written,,,,\n",
        next_number(Character::Busy)
    );
    let taken = system.api.upload(file.as_bytes()).await?;
    ensure!(taken.body["leads_created"] == 1 && taken.body["rows_refused"] == 1, "{taken:?}");
    ensure!(taken.body["errors"][0]["field"] == "consent_source", "{taken:?}");
    let id = eventually("the lead is found", async || Ok(found(&system, &phone).await?.pop())).await?;
    let brought = system.api.lead(&id).await?["consent"].clone();
    ensure!(brought["kind"] == "WRITTEN" && brought["given_at"] == "2026-11-02T00:00:00Z", "{brought}");
    let path = format!("/api/leads/{id}");
    let consent = json!({
        "kind": "WRITTEN", "source": "acme.example/quote", "text": "I, Ana Consents, agree.",
        "link": "https://acme.example/proof/7", "given_at": "2026-11-02T09:30:00Z", "seller": "Acme",
    });
    let given = system.api.patch(&path, &json!({"consent": consent})).await?;
    ensure!(given.status == 200 && given.body["consent"] == consent, "{given:?}");
    for (wrong, field) in [
        (json!({"kind": "IMPLIED"}), "consent.kind"),
        (json!({"link": "http://acme.example"}), "consent.link"),
        (json!({"given_at": "2100-01-01"}), "consent.given_at"),
    ] {
        let mut refused = consent.clone();
        refused.as_object_mut().context("no object")?.extend(wrong.as_object().cloned().unwrap_or_default());
        let answer = system.api.patch(&path, &json!({"consent": refused})).await?;
        ensure!(answer.status == 422 && answer.problem_fields() == [field], "{answer:?}");
    }
    system.api.campaign_of_one(&id).await?;
    system.api.settled(&id).await?;
    let call = system.api.lead(&id).await?["calls"][0]["id"].as_str().context("no call")?.to_owned();
    let kept = system.api.call(&call).await?["evidence"]["consent"].clone();
    ensure!(kept["seller"] == "Acme" && kept["text"] == "I, …, agree.", "{kept}");
    Ok(())
}

/// The ids found, over all pages.
async fn found(system: &System, text: &str) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let text = text.replace('+', "%2B");
        let page = system.api.get(&format!("/api/leads?search={text}&page_size=2{cursor}")).await?;
        ensure!(page.status == 200, "{page:?}");
        let leads = page.body["leads"].as_array().cloned().unwrap_or_default();
        ids.extend(leads.iter().filter_map(|lead| lead["id"].as_str().map(str::to_owned)));
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(ids),
        }
    }
}

/// Gives a lead a name that no other has.
async fn renamed(system: &System, lead: &TestLead, name: &str) -> Result<()> {
    let answer = system.api.patch(&format!("/api/leads/{}", lead.id), &json!({"name": name})).await?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

#[tokio::test]
async fn leads_are_found_by_the_beginning_of_name_number_and_address() -> Result<()> {
    let system = System::connect().await?;
    let mut leads = Vec::new();
    for _ in 0..3 {
        leads.push(system.lead(Character::Busy).await?);
    }
    let word = format!("zyx{}", in_letters(&leads[0].phone[2..]));
    for (n, lead) in leads.iter().enumerate() {
        renamed(&system, lead, &format!("{} Nr {}", word.to_uppercase(), in_letters(n))).await?;
    }
    let ids: Vec<_> = leads.iter().map(|lead| lead.id.clone()).collect();
    eventually("all are found by name, in order, page by page", async || {
        Ok((found(&system, &word).await? == ids).then_some(()))
    })
    .await?;
    ensure!(
        found(&system, &format!("{word} nr b")).await? == [ids[1].clone()],
        "not found by more of the name"
    );
    let (phone, email) = (&leads[2].phone, leads[2].email.clone().unwrap_or_default());
    ensure!(found(&system, phone).await? == [ids[2].clone()], "not found by number");
    ensure!(found(&system, &phone[1..]).await? == [ids[2].clone()], "not found without the plus sign");
    let address = &email[..=email.find('@').context("no address")?];
    ensure!(found(&system, address).await? == [ids[2].clone()], "not found by address");
    let national = phone[2..].trim_start_matches('0');
    ensure!(found(&system, national).await? == [ids[2].clone()], "not found by national number");
    let surname = format!("Ödegaard{}", in_letters(&phone[2..]));
    renamed(&system, &leads[2], &format!("{word} Maria {surname}")).await?;
    let search = surname.replace('Ö', "o");
    eventually("found by a later word, without its accent", async || {
        Ok((found(&system, &search).await? == [ids[2].clone()]).then_some(()))
    })
    .await?;
    ensure!(found(&system, &format!("{search} maria")).await? == [ids[2].clone()], "not in another order");
    renamed(&system, &leads[0], "Somebody Else").await?;
    ensure!(system.api.delete(&format!("/api/leads/{}", ids[1])).await?.status == 200, "not deleted");
    eventually("only the third is left", async || {
        Ok((found(&system, &word).await? == [ids[2].clone()]).then_some(()))
    })
    .await?;
    let bad = system.api.get("/api/leads?search=%2B").await?;
    ensure!(bad.status == 422 && bad.problem_fields() == ["search"], "{bad:?}");
    let foreign = system.api.get("/api/leads?page_size=1").await?.body["next_cursor"].clone();
    let foreign = foreign.as_str().context("no cursor")?;
    let refused = system.api.get(&format!("/api/leads?search={word}&cursor={foreign}")).await?;
    ensure!(refused.status == 422 && refused.problem_fields() == ["cursor"], "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn an_export_runs_nothing_in_a_spreadsheet() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::Busy).await?;
    let email = format!("+cmd-{}@evil.example", &lead.phone[2..]);
    let changed = system.api.patch(&format!("/api/leads/{}", lead.id), &json!({"email": email})).await?;
    ensure!(changed.status == 200, "{changed:?}");
    let file = eventually("the export has the lead", async || {
        let export = system.api.get("/api/leads/export?status=PENDING").await?;
        ensure!(export.status == 200, "{export:?}");
        let url = export.body["download_url"].as_str().context("no link")?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        let file = http.get(url).send().await?.error_for_status()?.text().await?;
        Ok(file.contains("evil.example").then_some(file))
    })
    .await?;
    let line = file.lines().find(|line| line.starts_with(&lead.id)).context("no such lead")?;
    ensure!(line.contains(&format!("'{email}")), "{line}");
    ensure!(line.contains(&format!("'{}", lead.phone)), "{line}");
    let cells = file.lines().flat_map(|line| line.split(','));
    let live: Vec<_> =
        cells.filter(|cell| cell.trim_matches('"').starts_with(['=', '+', '-', '@'])).collect();
    ensure!(live.is_empty(), "{live:?}");
    let both = system.api.get("/api/leads/export?status=PENDING&campaign_id=x").await?;
    ensure!(both.status == 422 && both.body["errors"] != Value::Null, "{both:?}");
    Ok(())
}
