//! The commands of the runbook, as they stand there: each is run, and what it is for is looked at afterwards.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use http::Method;
use tokio::process::Command;

use crate::paths::Paths;
use crate::steps::Step;
use crate::system::api::Api;

const FILE: &str = "infra/runbook.md";
const FENCE: &str = "```";
/// What is deployed is what was packaged already, and takes no pages along. The AWS CLI has addresses of its own for
/// SQS, whatever the environment says.
const TOOLS: &str = r#"aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }
cargo() {
    local task=$2; shift 2
    if [ "$task" = deploy ]; then set -- "$@" --packaged --no-dashboard; fi
    "$XTASK" "$task" "$@"
}
holds() { for second in $(seq 60); do if "$@"; then return; fi; sleep 1; done; echo "never: $*" >&2; return 1; }
"#;

/// A block of commands by its beginning, with what has to be there for it, and what has to be there after it: its
/// output is in `$SAID`.
struct Around {
    block: &'static str,
    before: &'static str,
    after: &'static str,
}

const AROUND: [Around; 9] = [
    Around {
        block: "aws cloudformation describe-stacks",
        before: "",
        after: r#"grep -q FinalizeDeadLettersUrl <<< "$SAID""#,
    },
    Around {
        block: "aws logs filter-log-events",
        before: r#"REQUEST_ID="$(aws logs filter-log-events --log-group-name /aws/lambda/$STACK-dialer \
            --filter-pattern request_id --query 'events[0].message' --output text |
            python -c 'import json; print(json.loads(input())["request_id"])')""#,
        after: r#"grep -q "$REQUEST_ID" <<< "$SAID""#,
    },
    Around {
        block: "aws sqs start-message-move-task",
        // The call's write-up is lost and asked for by a message that is received in vain as often as its queue allows.
        before: r#"MAPPING="$(aws lambda list-event-source-mappings --function-name $STACK-finalizer \
            --query 'EventSourceMappings[0].UUID' --output text)"
        item() { aws dynamodb "$1" --table-name "$(output TableName)" \
            --key "{\"pk\": {\"S\": \"CALL#$CALL\"}, \"sk\": {\"S\": \"CALL\"}}" "${@:2}"; }
        is_written_up() { [ "$(item get-item --query Item.summary.S --output text)" != None ]; }
        waiting() { aws sqs get-queue-attributes --queue-url "$(output "$1")" --output text \
            --attribute-names ApproximateNumberOfMessages --query Attributes.ApproximateNumberOfMessages; }
        is_empty() { [ "$(waiting "$1")" = 0 ]; }
        aws lambda update-event-source-mapping --uuid "$MAPPING" --no-enabled > /dev/null
        item update-item --update-expression 'REMOVE summary'
        ! is_written_up
        aws sqs send-message --queue-url "$(output FinalizeQueueUrl)" --message-body "{\"call_id\": \"$CALL\"}"
        for try in $(seq 7); do
            aws sqs receive-message --queue-url "$(output FinalizeQueueUrl)" --visibility-timeout 0 > /dev/null
        done
        ! is_empty FinalizeDeadLettersUrl
        aws lambda update-event-source-mapping --uuid "$MAPPING" --enabled > /dev/null"#,
        after: "holds is_empty FinalizeDeadLettersUrl; holds is_empty FinalizeQueueUrl; holds is_written_up",
    },
    Around {
        block: "cargo xtask deploy --stack $STACK --parameter VoiceConcurrency",
        // Stacks of the local AWS reserve nothing: `infra/local/tests/test_templates.py` holds what the template asks for.
        before: r#"kept() { aws cloudformation describe-stacks --stack-name $STACK --output text \
            --query "Stacks[0].Parameters[?ParameterKey=='$1Concurrency'].ParameterValue"; }
        [ "$(kept Voice) $(kept Status)" = "0 0" ]"#,
        after: r#"[ "$(kept Voice) $(kept Status)" = "200 100" ]"#,
    },
    Around {
        block: "aws secretsmanager put-secret-value",
        before: r#"current() { aws secretsmanager get-secret-value --secret-id $STACK/twilio --query SecretString --output text; }
        current | python -c 'import json; print(json.dumps({**json.loads(input()), "previous_auth_token": "old"}))' > twilio.json"#,
        after: r#"[ "$(current)" = "$(cat twilio.json)" ]"#,
    },
    Around {
        block: "aws cognito-idp admin-set-user-mfa-preference",
        before: r#"ana() { aws cognito-idp "$1" --user-pool-id "$(output UserPoolId)" --username ana@example.com "${@:2}"; }
        factors() { ana admin-get-user --query 'length(UserMFASettingList || `[]`)' --output text; }
        ana admin-create-user --message-action SUPPRESS --user-attributes Name=email,Value=ana@example.com
        ana admin-set-user-mfa-preference --software-token-mfa-settings Enabled=true
        [ "$(factors)" = 1 ]"#,
        after: r#"[ "$(factors)" = 0 ]"#,
    },
    Around {
        block: "aws cognito-idp admin-disable-user",
        before: "",
        after: r#"[ "$(aws cognito-idp admin-get-user --user-pool-id "$(output UserPoolId)" --username ana@example.com \
            --query Enabled --output text)" = False ]"#,
    },
    Around {
        block: "aws iam create-role --role-name api-gateway-logs",
        // The local AWS writes no such logs: `infra/staging-check` looks for them.
        before: "",
        after: r#"aws apigateway get-account --query cloudwatchRoleArn --output text | grep -q :role/api-gateway-logs
        aws logs describe-log-groups --log-group-name-prefix /aws/apigateway/$STACK --output text | grep -q $STACK"#,
    },
    Around {
        block: "echo \"{\\\"stack\\\"",
        before: "",
        after: r#"[ "$(aws lambda get-function-configuration --function-name $STACK-leads \
            --query Environment.Variables.TABLE_NAME --output text)" = $STACK-restored ]"#,
    },
];

/// Runs them all, with this environment, against the stack that the API belongs to.
pub(super) async fn run(paths: &Paths, environment: &[(&str, String)], api: &mut Api) -> Result<()> {
    let step = Step::start(FILE);
    let blocks = blocks(&fs::read_to_string(paths.root.join(FILE))?);
    let (first, others) = blocks.split_first().context("there are no commands in the runbook")?;
    let folder = scratch(paths)?;
    let leads = leads(api).await?;
    let calls = api.ask(Method::GET, "/api/calls?outcome=MEETING_BOOKED&page_size=1", None).await?;
    let call = calls["calls"][0]["id"].as_str().context("nobody has a meeting")?;
    for block in others {
        let around = around(block)?;
        let script = format!(
            "set -euo pipefail; shopt -s inherit_errexit\n{first}\n{TOOLS}\n{}\nSAID=\"$(\n{block}\n)\"\n{}\n",
            around.before, around.after
        );
        let mut bash = Command::new("bash");
        bash.args(["-c", &script]).current_dir(&folder).envs(environment.iter().cloned());
        bash.env("XTASK", std::env::current_exe()?).env("CALL", call).env("AWS_PAGER", "");
        let output = bash.kill_on_drop(true).output().await?;
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        ensure!(output.status.success(), "{FILE}, {}:\n{said}", around.block);
    }
    ensure!(self::leads(api).await? == leads, "the restored table has other leads");
    step.done(format!("{FILE}: {} blocks of commands do what they are for", others.len()));
    Ok(())
}

async fn leads(api: &mut Api) -> Result<u64> {
    let page = api.ask(Method::GET, "/api/leads?page_size=1", None).await?;
    page["total"].as_u64().filter(|total| *total > 0).context("there are no leads")
}

/// The project's folder as far as the commands know of it: they leave files behind.
fn scratch(paths: &Paths) -> Result<std::path::PathBuf> {
    let folder = paths.local.join("runbook");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    for part in ["infra", ".venv-deploy"] {
        symlink(paths.root.join(part), folder.join(Path::new(part)))?;
    }
    Ok(folder)
}

fn around(block: &str) -> Result<&'static Around> {
    let found = AROUND.iter().find(|around| block.starts_with(around.block));
    found.with_context(|| format!("{FILE}: nobody says what is to come of\n{block}"))
}

/// What stands between fences, in order.
fn blocks(text: &str) -> Vec<String> {
    let parts = format!("\n{text}").split(&format!("\n{FENCE}")).map(str::to_owned).collect::<Vec<_>>();
    parts.into_iter().skip(1).step_by(2).map(|block| block.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runbook() -> String {
        fs::read_to_string(Paths::find().unwrap().root.join(FILE)).unwrap()
    }

    #[test]
    fn what_comes_of_every_command_is_looked_at() {
        let blocks = blocks(&runbook());
        for block in &blocks[1..] {
            around(block).unwrap();
        }
        for Around { block, .. } in &AROUND {
            assert!(blocks.iter().any(|stands| stands.starts_with(block)), "{block} is not in the runbook");
        }
    }

    /// What stands within a line is not run.
    #[test]
    fn commands_stand_in_blocks() {
        let text = runbook();
        let prose =
            format!("\n{text}").split(&format!("\n{FENCE}")).step_by(2).collect::<Vec<_>>().join("\n");
        let spans = prose.split('`').skip(1).step_by(2);
        let commands: Vec<_> = spans.filter(|span| span.starts_with("aws ")).collect();
        assert_eq!(commands, Vec::<&str>::new());
    }
}
