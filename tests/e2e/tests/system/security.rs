//! Nobody gets in without a token or a signature.

use anyhow::{Result, ensure};
use homework_e2e::api::send;
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn operators_routes_need_a_token() -> Result<()> {
    let system = System::connect().await?;
    let routes = [
        (Method::GET, "/api/leads"),
        (Method::POST, "/api/leads"),
        (Method::POST, "/api/leads/upload"),
        (Method::GET, "/api/leads/01JD00000000000000000000ZZ"),
        (Method::DELETE, "/api/leads/01JD00000000000000000000ZZ"),
        (Method::POST, "/api/campaigns/start"),
        (Method::GET, "/api/campaigns/status"),
        (Method::GET, "/api/calls"),
        (Method::GET, "/api/calls/01JD00000000000000000000ZZ"),
        (Method::GET, "/api/calls/01JD00000000000000000000ZZ/recording"),
        (Method::POST, "/api/playground/turns"),
        (Method::GET, "/api/meetings"),
        (Method::GET, "/api/meetings/01JD00000000000000000000ZZ"),
        (Method::PATCH, "/api/meetings/01JD00000000000000000000ZZ/status"),
    ];
    for (method, path) in routes {
        let without = send(system.api.anonymous(method.clone(), path)).await?;
        ensure!(without.status == 401, "{method} {path} without a token: {}", without.status);
        let wrong = system
            .api
            .anonymous(method.clone(), path)
            .header("authorization", "Bearer eyJhbGciOiJub25lIn0.e30.");
        let wrong = send(wrong).await?;
        ensure!(wrong.status == 401, "{method} {path} with a made-up token: {}", wrong.status);
    }
    Ok(())
}

/// The local AWS keeps what an app client may write on record, and does not hold it against a request.
#[tokio::test]
async fn a_token_changes_nothing_of_who_an_operator_is() -> Result<()> {
    let system = System::connect().await?;
    let (pool, client) = (&system.endpoints.user_pool_id, &system.endpoints.user_pool_client_id);
    let asked = json!({"UserPoolId": pool, "ClientId": client});
    let described = system.aws.cognito("DescribeUserPoolClient", asked).await?["UserPoolClient"].take();
    ensure!(described["WriteAttributes"] == json!(["name"]), "{described}");
    ensure!(described["EnableTokenRevocation"] == true, "{described}");
    let minutes = ["IdTokenValidity", "AccessTokenValidity"].map(|name| described[name].as_u64());
    ensure!(minutes == [Some(15); 2], "{described}");
    let described =
        system.aws.cognito("DescribeUserPool", json!({"UserPoolId": pool})).await?["UserPool"].take();
    let verified = &described["UserAttributeUpdateSettings"]["AttributesRequireVerificationBeforeUpdate"];
    ensure!(*verified == json!(["email"]), "{described}");
    ensure!(described["MfaConfiguration"] == "OPTIONAL", "{described}");
    Ok(())
}

#[tokio::test]
async fn a_session_that_was_signed_out_of_gives_no_more_tokens() -> Result<()> {
    let system = System::connect().await?;
    let (client, operator) = (&system.endpoints.user_pool_client_id, &system.endpoints.operator);
    let signed_in = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": operator.username, "PASSWORD": operator.password}});
    let mut answer = system.aws.cognito("InitiateAuth", signed_in).await?;
    let token = answer["AuthenticationResult"]["RefreshToken"].take();
    let again = json!({"ClientId": client, "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": token}});
    system.aws.cognito("InitiateAuth", again.clone()).await?;
    system.aws.cognito("RevokeToken", json!({"ClientId": client, "Token": token})).await?;
    ensure!(system.aws.cognito("InitiateAuth", again).await.is_err(), "the token still opens");
    Ok(())
}

/// Invoked past the gateway, the function still wants an operator.
#[tokio::test]
async fn a_function_does_not_rely_on_the_gateway_alone() -> Result<()> {
    let system = System::connect().await?;
    let event = json!({
        "resource": "/api/leads", "path": "/api/leads", "httpMethod": "GET", "headers": {}, "multiValueHeaders": {},
        "queryStringParameters": null, "multiValueQueryStringParameters": null, "pathParameters": null,
        "stageVariables": null, "body": null, "isBase64Encoded": false,
        "requestContext": {"resourcePath": "/api/leads", "httpMethod": "GET", "path": "/live/api/leads",
            "stage": "live", "requestId": "r", "accountId": "0", "resourceId": "x", "apiId": "x", "identity": {}},
    });
    let answer = system.aws.invoke(&system.endpoints.functions["leads"], &event).await?;
    ensure!(answer["statusCode"] == 401, "{answer}");
    Ok(())
}

#[tokio::test]
async fn webhooks_need_a_right_signature_and_touch_nothing_without() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::NotInterested).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    let id = call["id"].as_str().unwrap_or_default();
    let before = system.aws.partition(&format!("CALL#{id}")).await?;
    let params = json!({"CallSid": call["twilio_call_sid"], "CallStatus": "failed", "SpeechResult": "Hello",
        "AnsweredBy": "machine_start", "RecordingStatus": "completed", "RecordingUrl": "https://example.com/x"});
    let (voice, status) = (&system.endpoints.voice_url, &system.endpoints.status_url);
    let urls = [
        format!("{voice}api/webhooks/twilio/voice?call={id}"),
        format!("{voice}api/webhooks/twilio/process-speech?call={id}&turn=50"),
        format!("{status}api/webhooks/twilio/status?call={id}"),
        format!("{status}api/webhooks/twilio/recording?call={id}"),
        format!("{status}api/webhooks/twilio/answering-machine?call={id}"),
    ];
    for url in &urls {
        for signature in ["wrong", "missing"] {
            let (answer, body) = system.sandbox.webhook(url, params.clone(), signature).await?;
            ensure!(answer == 403, "{signature} signature at {url}: {answer} {body}");
        }
    }
    ensure!(system.aws.partition(&format!("CALL#{id}")).await? == before, "something changed");
    Ok(())
}

#[tokio::test]
async fn logs_hold_nothing_personal() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    let id = call["id"].as_str().unwrap_or_default();
    for function in ["dialer", "twilio-voice", "twilio-status", "finalizer"] {
        let function = &system.endpoints.functions[function];
        eventually(&format!("{function} logs the call's id"), async || {
            Ok((!system.aws.log_lines(function, id).await?.is_empty()).then_some(()))
        })
        .await?;
    }
    let digits = &lead.phone[2..];
    for function in system.endpoints.functions.values() {
        let lines = system.aws.log_lines(function, digits).await.unwrap_or_default();
        ensure!(lines.is_empty(), "{function} logged a number, name or e-mail: {lines:?}");
    }
    Ok(())
}
