//! Partners' keys: when they open the API, and in which plan of the gateway's they are.

use anyhow::{Context, Result, ensure};
use homework_e2e::System;
use homework_e2e::api::send;
use reqwest::Method;
use serde_json::{Value, json};

use crate::partners::{Partner, partner, with_key};

#[tokio::test]
async fn a_key_is_good_exactly_while_it_should_be() -> Result<()> {
    let system = System::connect().await?;
    let Partner { id, key } = partner(&system, "Keys", 1000).await?;
    let path = format!("/api/partners/{id}");
    let status = async |key: &str| -> Result<u16> {
        let answer = with_key(&system, key, Method::GET, "/api/partner/leads", None).await?;
        ensure!(answer.status == 200 || answer.is_problem(), "{answer:?}");
        Ok(answer.status)
    };
    ensure!(status(&key).await? == 200);
    ensure!(status("").await? == 403 && status(&key.to_lowercase()).await? == 403);
    ensure!(send(system.api.anonymous(Method::GET, "/api/partner/leads")).await?.status == 403);

    for (active, expected) in [(false, 403), (false, 403), (true, 200), (true, 200)] {
        let patched = system.api.patch(&path, &json!({"is_active": active})).await?;
        ensure!(patched.status == 200, "{patched:?}");
        ensure!(status(&key).await? == expected, "active: {active}");
    }
    let regenerated = system.api.post(&format!("{path}/regenerate-key"), &json!({})).await?;
    ensure!(regenerated.status == 200 && regenerated.body["message"].is_string(), "{regenerated:?}");
    let new_key = regenerated.body["api_key"].as_str().unwrap_or_default();
    ensure!(new_key.len() == 64 && new_key != key);
    ensure!(status(&key).await? == 403, "the old key is still good");
    ensure!(status(new_key).await? == 200, "the new key is not");

    // A key that is made while the partner is switched off opens nothing until it is switched on.
    system.api.patch(&path, &json!({"is_active": false})).await?;
    let asleep = system.api.post(&format!("{path}/regenerate-key"), &json!({})).await?;
    let asleep = asleep.body["api_key"].as_str().unwrap_or_default();
    ensure!(status(asleep).await? == 403 && status(new_key).await? == 403);
    system.api.patch(&path, &json!({"is_active": true})).await?;
    ensure!(status(asleep).await? == 200 && status(new_key).await? == 403);

    ensure!(system.api.delete(&path).await?.status == 204);
    ensure!(status(asleep).await? == 403, "a deleted partner's key is still good");
    Ok(())
}

/// The plans that a key is in, by what their names end with.
async fn plans(system: &System, key: &str) -> Result<Vec<String>> {
    let listed = system.aws.gateway(Method::GET, &format!("/usageplans?keyId={key}"), &json!({})).await?;
    let names = listed["item"].as_array().into_iter().flatten().filter_map(|plan| plan["name"].as_str());
    Ok(names.filter_map(|name| name.rsplit('-').next().map(str::to_owned)).collect())
}

/// The id that a partner's key has at the gateway.
async fn key_id(system: &System, partner: &str) -> Result<String> {
    let items = system.aws.partition(&format!("PARTNER#{partner}")).await?;
    let mut ids = items.iter().filter_map(|item| item["gateway_key_id"]["S"].as_str());
    Ok(ids.next().context("no key at the gateway")?.to_owned())
}

#[tokio::test]
async fn a_partners_key_is_in_the_smallest_plan_that_is_enough() -> Result<()> {
    let system = System::connect().await?;
    let Partner { id, key } = partner(&system, "Growing", 60).await?;
    let at_gateway = key_id(&system, &id).await?;
    ensure!(plans(&system, &at_gateway).await? == ["60"]);
    let steps = [
        (json!({"rate_limit": 20}), &["60"][..]),
        (json!({"rate_limit": 61}), &["300"]),
        (json!({"rate_limit": 3000}), &["3000"]),
        (json!({"is_active": false}), &[]),
        (json!({"rate_limit": 1000}), &[]),
        (json!({"is_active": true}), &["1200"]),
    ];
    for (change, expected) in steps {
        let changed = system.api.patch(&format!("/api/partners/{id}"), &change).await?;
        ensure!(changed.status == 200, "{changed:?}");
        let plans = plans(&system, &at_gateway).await?;
        ensure!(plans == expected, "{change}: {plans:?}");
    }
    ensure!(with_key(&system, &key, Method::GET, "/api/partner/leads", None).await?.status == 200);
    Ok(())
}

/// An earlier release gave each partner a plan, and no key a tag.
#[tokio::test]
async fn a_partner_of_an_earlier_release_moves_at_its_next_change_and_can_be_deleted() -> Result<()> {
    let system = System::connect().await?;
    let Partner { id, .. } = partner(&system, "Old", 60).await?;
    let gateway =
        async |method: Method, path: &str, body: Value| system.aws.gateway(method, path, &body).await;
    let id_of = |made: &Value| made["id"].as_str().map(str::to_owned).context("no id");
    let value = "o".repeat(64);
    let old_key = id_of(&gateway(Method::POST, "/apikeys", json!({"name": "old", "value": value})).await?)?;
    let old_plan =
        id_of(&gateway(Method::POST, "/usageplans", json!({"name": "homework-partner-own"})).await?)?;
    let keys = format!("/usageplans/{old_plan}/keys");
    gateway(Method::POST, &keys, json!({"keyId": old_key, "keyType": "API_KEY"})).await?;
    system.aws.set_attribute(&format!("PARTNER#{id}"), "PARTNER", "gateway_key_id", &old_key).await?;
    system.aws.set_attribute(&format!("PARTNER#{id}"), "PARTNER", "gateway_plan_id", &old_plan).await?;

    ensure!(plans(&system, &old_key).await? == ["own"]);
    let path = format!("/api/partners/{id}");
    let changed = system.api.patch(&path, &json!({"name": "Older"})).await?;
    ensure!(changed.status == 200, "{changed:?}");
    ensure!(plans(&system, &old_key).await? == ["60"]);

    // A key without the stack's tag is not the function's to delete, and opens nothing.
    let deleted = system.api.delete(&path).await?;
    ensure!(deleted.status == 204, "{deleted:?}");
    ensure!(plans(&system, &old_key).await?.is_empty());
    gateway(Method::DELETE, &format!("/apikeys/{old_key}"), json!({})).await?;
    gateway(Method::DELETE, &format!("/usageplans/{old_plan}"), json!({})).await?;
    Ok(())
}

/// What is not tagged with the stack is somebody else's.
#[tokio::test]
async fn another_stacks_key_is_not_deleted() -> Result<()> {
    let system = System::connect().await?;
    let Partner { id, .. } = partner(&system, "Mistaken", 60).await?;
    let foreign = json!({"name": "foreign", "value": "f".repeat(64), "tags": {"homework:stack": "another"}});
    let foreign = system.aws.gateway(Method::POST, "/apikeys", &foreign).await?;
    let foreign = foreign["id"].as_str().context("no id")?;
    let own = key_id(&system, &id).await?;
    system.aws.set_attribute(&format!("PARTNER#{id}"), "PARTNER", "gateway_key_id", foreign).await?;
    ensure!(system.api.delete(&format!("/api/partners/{id}")).await?.status == 204);
    system.aws.gateway(Method::GET, &format!("/apikeys/{foreign}"), &json!({})).await?;
    system.aws.gateway(Method::DELETE, &format!("/apikeys/{own}"), &json!({})).await?;
    system.aws.gateway(Method::DELETE, &format!("/apikeys/{foreign}"), &json!({})).await?;
    Ok(())
}
