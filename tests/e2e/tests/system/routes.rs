//! Every address of the API's description: the methods it takes, and whom it opens for.

use anyhow::{Context, Result, ensure};
use homework_e2e::System;
use homework_e2e::api::send;
use reqwest::Method;
use serde_json::json;

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

async fn addresses(system: &System) -> Result<Vec<Address>> {
    let description = send(system.api.anonymous(Method::GET, "/api/openapi.json")).await?.body;
    let paths = description["paths"].as_object().context("no paths")?;
    paths
        .iter()
        .map(|(path, item)| {
            let methods: Vec<_> =
                METHODS.into_iter().filter(|m| item[m.as_str().to_lowercase()].is_object()).collect();
            let first = methods.first().with_context(|| format!("{path} takes no method"))?;
            let security = &item[first.as_str().to_lowercase()]["security"][0];
            let opens = if security.is_null() {
                For::Operators
            } else if security["partner"].is_array() {
                For::Partners
            } else {
                For::Everybody
            };
            let parts = path
                .split('/')
                .map(|part| if part.starts_with('{') { "01JD00000000000000000000ZZ" } else { part });
            Ok(Address { path: parts.collect::<Vec<_>>().join("/"), methods, opens })
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
            let problem: serde_json::Value = answer.json().await?;
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
