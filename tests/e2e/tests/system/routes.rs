//! Every address of the API's description: the methods it takes, and whom it opens for.

use anyhow::{Context, Result, ensure};
use homework_e2e::System;
use homework_e2e::api::send;
use reqwest::Method;
use serde_json::{Value, json};

const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

#[derive(Debug, Clone, Copy, PartialEq)]
enum For {
    Everybody,
    Operators,
    Partners,
}

#[derive(Debug)]
struct Address {
    path: String,
    methods: Vec<Method>,
    opens: For,
}

async fn described(system: &System) -> Result<Value> {
    Ok(send(system.api.anonymous(Method::GET, "/api/openapi.json")).await?.body)
}

/// The path, with an id that nothing has in each of its places.
fn filled(path: &str) -> String {
    let place = |part| if str::starts_with(part, '{') { "01JD00000000000000000000ZZ" } else { part };
    path.split('/').map(place).collect::<Vec<_>>().join("/")
}

async fn addresses(system: &System) -> Result<Vec<Address>> {
    let description = described(system).await?;
    let paths = description["paths"].as_object().context("no paths")?;
    paths
        .iter()
        .map(|(path, item)| {
            let methods: Vec<_> =
                METHODS.into_iter().filter(|m| item[m.as_str().to_lowercase()].is_object()).collect();
            let first = methods.first().with_context(|| format!("{path} takes no method"))?;
            let security = &item[first.as_str().to_lowercase()]["security"][0];
            let opens = if security["operator"].is_array() {
                For::Operators
            } else if security["partner"].is_array() {
                For::Partners
            } else {
                For::Everybody
            };
            Ok(Address { path: filled(path), methods, opens })
        })
        .collect()
}

async fn partners_key(system: &System) -> Result<String> {
    let partner = system.api.post("/api/partners", &json!({"name": "Routes", "rate_limit": 3000})).await?;
    Ok(partner.body["api_key"].as_str().context("no key")?.to_owned())
}

#[tokio::test]
async fn an_address_says_which_methods_it_takes() -> Result<()> {
    let system = System::connect().await?;
    let key = partners_key(&system).await?;
    let addresses = addresses(&system).await?;
    ensure!(addresses.len() > 40, "{} addresses", addresses.len());
    for Address { path, methods, .. } in addresses {
        for method in METHODS.into_iter().chain([Method::OPTIONS]).filter(|m| !methods.contains(m)) {
            let answer = system.api.request(method.clone(), &path).header("x-api-key", &key).send().await?;
            let allow =
                answer.headers().get("allow").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
            ensure!(answer.status() == 405, "{method} {path}: {}", answer.status());
            for taken in &methods {
                ensure!(
                    allow.split(',').any(|m| m.trim() == taken.as_str()),
                    "{path} allows {allow:?}, not {taken}"
                );
            }
            let problem: Value = answer.json().await?;
            ensure!(problem["status"] == 405 && problem["title"] == "Method Not Allowed", "{problem}");
        }
    }
    Ok(())
}

/// Whatever the method, declared or not, and also below what is declared.
#[tokio::test]
async fn no_address_opens_with_the_other_sides_credentials() -> Result<()> {
    let system = System::connect().await?;
    let key = partners_key(&system).await?;
    let mut addresses = addresses(&system).await?;
    for (path, opens) in [
        ("/api/leads/partner-transfer/more", For::Operators),
        ("/api/partners/x/y/z", For::Operators),
        ("/api/partner/x/y/z", For::Partners),
    ] {
        addresses.push(Address { path: path.into(), methods: vec![], opens });
    }
    let closed: Vec<_> = addresses.iter().filter(|a| a.opens != For::Everybody).collect();
    ensure!(closed.iter().any(|a| a.opens == For::Partners), "no partners' addresses");
    for Address { path, opens, .. } in closed {
        for method in METHODS {
            let (request, expected) = match opens {
                For::Partners => (system.api.request(method.clone(), path), 403),
                _ => (system.api.anonymous(method.clone(), path).header("x-api-key", &key), 401),
            };
            let answer = send(request.json(&json!({}))).await?;
            ensure!(answer.status == expected && answer.is_problem(), "{method} {path}: {answer:?}");
        }
    }
    Ok(())
}

/// Who is in no group may do what a viewer may.
#[tokio::test]
async fn each_role_may_do_what_the_description_says_and_no_more() -> Result<()> {
    const ROLES: [&str; 3] = ["viewer", "operator", "admin"];
    let system = System::connect().await?;
    let nobody = system.api_as(&[]).await?;
    let apis =
        [nobody, system.api_as(&ROLES[..1]).await?, system.api_as(&ROLES[1..2]).await?, system.api.clone()];
    let description = described(&system).await?;
    let (mut table, mut wrong) = (Vec::new(), Vec::new());
    for (path, item) in description["paths"].as_object().context("no paths")? {
        for method in METHODS {
            let operation = &item[method.as_str().to_lowercase()];
            let Some(least) = operation["security"][0]["operator"][0].as_str() else { continue };
            let rank =
                ROLES.iter().position(|role| *role == least).with_context(|| format!("{least}, no role"))?;
            let mut row = format!("{:<30} {least:<9}", operation["operationId"].as_str().unwrap_or_default());
            for (place, api) in apis.iter().enumerate() {
                let answer = send(api.request(method.clone(), &filled(path)).json(&json!({}))).await?;
                let allowed = !matches!(answer.status, 401 | 403);
                let named =
                    allowed || answer.body["detail"].as_str().is_some_and(|detail| detail.contains(least));
                row += if allowed { "  yes" } else { "   no" };
                if allowed != (place.saturating_sub(1) >= rank) || !named {
                    wrong.push(format!("{method} {path} {place}: {answer:?}"));
                }
            }
            table.push(row);
        }
    }
    println!("{:<30} {:<9} none view oper admn\n{}", "operation", "least", table.join("\n"));
    ensure!(table.len() > 50, "{} operations", table.len());
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
