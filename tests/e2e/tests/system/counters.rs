//! Counters count each change once, however often the stream delivers it.

use anyhow::{Result, ensure};
use homework_e2e::System;
use serde_json::{Value, json};

/// A campaign that exists nowhere but in the event.
const CAMPAIGN: &str = "01JD00000000000000000000CC";

fn lead_image(status: &str) -> Value {
    json!({
        "entity": {"S": "LEAD"}, "pk": {"S": "LEAD#01JD00000000000000000000CD"}, "sk": {"S": "LEAD"},
        "id": {"S": "01JD00000000000000000000CD"}, "name": {"S": "Counted"}, "phone": {"S": "+12025550110"},
        "country_code": {"S": "+1"}, "language": {"S": "en"}, "locale": {"S": "en-US"},
        "time_zones": {"L": [{"S": "America/New_York"}]}, "status": {"S": status},
        "campaign_id": {"S": CAMPAIGN}, "created_at": {"S": "2026-11-23T09:00:00Z"},
        "updated_at": {"S": "2026-11-23T09:00:00Z"}, "version": {"N": "1"},
    })
}

fn stream_event(changes: &[(&str, Value, Value)]) -> Value {
    let records: Vec<_> = changes
        .iter()
        .map(|(id, old, new)| {
            json!({
                "eventID": id, "eventName": "MODIFY", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
                "awsRegion": "us-east-1", "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s",
                "dynamodb": {"ApproximateCreationDateTime": 1_795_424_400, "Keys": {}, "OldImage": old, "NewImage": new,
                    "SequenceNumber": "1", "SizeBytes": 1, "StreamViewType": "NEW_AND_OLD_IMAGES"},
            })
        })
        .collect();
    json!({"Records": records})
}

async fn counted(system: &System, name: &str) -> Result<i64> {
    let items = system.aws.partition(&format!("COUNTERS#CAMPAIGN#{CAMPAIGN}")).await?;
    let value = items.first().and_then(|item| item[name]["N"].as_str().map(str::to_owned));
    Ok(value.and_then(|n| n.parse().ok()).unwrap_or(0))
}

#[tokio::test]
async fn a_batch_that_comes_again_in_other_company_counts_once() -> Result<()> {
    let system = System::connect().await?;
    let projector = &system.endpoints.functions["projector"];
    let unique = unique_id();
    let id = |n: u32| format!("{unique}-{n}");
    let created = (id(1), json!({}), lead_image("PENDING"));
    let queued = (id(2), lead_image("PENDING"), lead_image("QUEUED"));
    let gone = (id(3), lead_image("QUEUED"), json!({}));
    let pick = |changes: &[&(String, Value, Value)]| {
        let changes: Vec<_> = changes.iter().map(|(i, o, n)| (i.as_str(), o.clone(), n.clone())).collect();
        stream_event(&changes)
    };
    system.aws.invoke(projector, &pick(&[&created])).await?;
    // The same change again, alone and together with a new one.
    system.aws.invoke(projector, &pick(&[&created])).await?;
    system.aws.invoke(projector, &pick(&[&created, &queued])).await?;
    system.aws.invoke(projector, &pick(&[&queued, &created])).await?;
    ensure!(counted(&system, "leads").await? == 1, "leads: {}", counted(&system, "leads").await?);
    ensure!(counted(&system, "lead_status#PENDING").await? == 0);
    ensure!(counted(&system, "lead_status#QUEUED").await? == 1);
    system.aws.invoke(projector, &pick(&[&gone])).await?;
    system.aws.invoke(projector, &pick(&[&gone, &queued])).await?;
    ensure!(counted(&system, "leads").await? == 0 && counted(&system, "lead_status#QUEUED").await? == 0);
    Ok(())
}

/// An id that no earlier run against the same table used.
fn unique_id() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    format!("test-{}", now.map_or(0, |d| d.as_nanos()))
}
