//! Deployments as the README has them, with the SAM CLI, to a local AWS: made, repeated, upgraded and rolled back in
//! the middle of a campaign, and destroyed.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use axum::body::Body;
use http::{Method, Request};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use crate::build::Tests;
use crate::campaign;
use crate::http::Http;
use crate::package::Arch;
use crate::paths::Paths;
use crate::scripts::{self, Words};
use crate::setup::{self, Python};
use crate::steps::{Step, verdict};
use crate::suites::runbook;
use crate::system::api::{Api, Call};
use crate::system::deploy::STACK_NAME;
use crate::system::env_file::EnvFile;
use crate::system::local_aws::REGION;
use crate::system::{Plan, Ports, System};

/// The table that the runbook restores.
const RESTORED: &str = "homework-restored";
/// Deployed by the SAM CLI alone; beside it runs the stack of `cargo xtask run`.
const STAGING: &str = "staging";
/// Seconds between two calls: with the sample leads, a campaign that lasts while two deployments come over it.
const STAGGER: u32 = 3;
/// The function that is deployed as it is packaged.
const WHOLE: &str = "homework-health";
/// What is said where a pool had no admin.
const MADE_ADMIN: &str = "the first operator, operator@homework.example, is made admin";
const SANDBOX_ARGUMENTS: [&str; 2] = ["--pace=30", "--llm-latency=10"];
/// What is in no stack: what the SAM CLI and the local deployer keep for the next time, a table that was restored by
/// hand, and the account's role for access logs.
const SHARED: [&str; 4] = ["aws-sam-cli-managed-default", "homework-code", RESTORED, "api-gateway-logs"];

/// What `infra/deploy/tests/look.py` finds.
#[derive(Debug, Deserialize)]
struct Look {
    template: Value,
    webhooks: Value,
    /// How the stack's functions are traced, each way once.
    tracing: Vec<String>,
    left: BTreeSet<(String, String)>,
}

struct Suite<'a> {
    paths: &'a Paths,
    python: Python,
    endpoint: String,
}

/// Says whether all of it goes well.
pub(crate) async fn run(paths: &Paths, local: &Python, http: &Http) -> Result<bool> {
    let _kept = PackagedBefore::put_aside(paths)?;
    let env = EnvFile::default();
    let plan =
        Plan { ports: Ports::free()?, env: &env, tests: Tests::Built, sandbox_arguments: &SANDBOX_ARGUMENTS };
    let system = System::start(paths, local, http, plan).await?;
    let python = setup::deploy_python(paths).await?;
    let suite = Suite { paths, python, endpoint: system.endpoints.aws_endpoint.clone() };
    let went = suite.all(&system, http).await;
    system.stop(paths).await;
    let why = went.err().map(|error| format!(": {error:#}"));
    Ok(verdict(why.is_none(), &format!("deployments with the SAM CLI{}", why.unwrap_or_default())))
}

impl Suite<'_> {
    async fn all(&self, system: &System, http: &Http) -> Result<()> {
        let step = Step::start("A dry run, a deployment and another");
        self.made_and_repeated().await?;
        step.done(
            "shown, deployed, and nothing to deploy again; both ways of deployment make the same stack",
        );

        let mut api = Api::sign_in(http.clone(), system.endpoints.clone()).await?;
        let file = self.paths.root.join("infra/samples/leads.csv");
        let (complaints, deployed) =
            tokio::join!(campaign::run(&mut api, &file, self.paths, STAGGER), self.under_way(http, system));
        deployed?;
        let complaints = complaints?;
        ensure!(complaints.is_empty(), "after an upgrade and a rollback: {}", complaints.join("; "));
        every_call_was_meant(&calls(http, system).await?, &api.calls("").await?)?;
        println!("  ✓ a campaign was upgraded and rolled back under way, and lost nobody");
        self.staging_check().await?;
        runbook::run(self.paths, &self.environment(), &mut api).await?;
        self.alarms().await?;

        let partner = json!({"name": "Leaves with the stack", "rate_limit": 60});
        api.ask(Method::POST, "/api/partners", Some(partner)).await?;
        let step = Step::start("Destroying both");
        let request = json!({ "stack": STACK_NAME });
        let earlier = self.paths.root.join("infra/deploy/tests/earlier_partner.py");
        let _: String =
            scripts::ask(&self.python, &earlier, &self.environment(), &request, Words::Kept).await?;
        self.destroyed().await?;
        step.done("destroyed: nothing is left but what was named");
        Ok(())
    }

    async fn made_and_repeated(&self) -> Result<()> {
        let arch = Arch::of_host().context("Lambda has no such processor as this machine's")?.name();
        self.xtask("package", &["--profile", "dev", "--beside-tests", "--arch", arch]).await?;
        self.lighten("first")?;

        // The local AWS has no CodeDeploy.
        let packaged = ["--packaged", "--stack", STAGING, "--parameter", "GradualDeployment=false"];
        self.at_aws("deploy", &[&packaged[..], &["--dry-run"]].concat()).await?;
        ensure!(self.look(STAGING).await?.template.is_null(), "a dry run has left a stack");

        let invited = [&packaged[..], &["--operator", "operator@homework.example"]].concat();
        let said = self.at_aws("deploy", &invited).await?;
        ensure!(said.contains("it works"), "the deployment was not tried out:\n{said}");
        ensure!(said.contains(MADE_ADMIN), "there is no admin:\n{said}");
        let said = self.at_aws("deploy", &[&invited[..], &["--role", "viewer"]].concat()).await?;
        // As where an earlier release knew no roles.
        ensure!(
            said.contains("the role is viewer") && said.contains(MADE_ADMIN),
            "nobody is left to give roles:\n{said}"
        );
        ensure!(said.contains("No changes to deploy"), "the second deployment changed something:\n{said}");
        ensure!(said.contains("is an operator already"), "the operator was invited twice:\n{said}");

        self.read_by_all_releases(&packaged).await?;
        self.lists_are_read_first(&packaged).await?;
        let (sam, local) = (self.look(STAGING).await?.template, self.look(STACK_NAME).await?.template);
        let differing = differences("", &sam, &local);
        ensure!(
            differing.is_empty(),
            "sam and cargo xtask run deploy differently:\n{}",
            differing.join("\n")
        );
        Ok(())
    }

    /// A release is not deployed over what it cannot read, nor where the one that runs could not read what it stores.
    async fn read_by_all_releases(&self, packaged: &[&str]) -> Result<()> {
        let note = async |schema: Option<[u32; 2]>| -> Result<[u32; 2]> {
            let script = self.paths.root.join("infra/deploy/tests/noted_schema.py");
            let request = json!({ "stack": STAGING, "schema": schema });
            scripts::ask(&self.python, &script, &self.environment(), &request, Words::Kept).await
        };
        let own = note(None).await?;
        ensure!(own[0] > 1, "the table does not say which releases read it: {own:?}");
        for (noted, refusal) in [([99, 99], "deploy a later release"), ([0, 0], "in between")] {
            note(Some(noted)).await?;
            self.is_refused(packaged, refusal).await.with_context(|| format!("over schema {noted:?}"))?;
        }
        note(Some(own)).await?;
        Ok(())
    }

    /// Lists are not spread over partitions into which what runs does not look.
    async fn lists_are_read_first(&self, packaged: &[&str]) -> Result<()> {
        let spread = [packaged, &["--parameter", "ListShards=4/2"]].concat();
        self.is_refused(&spread, "deploy ListShards=4/1 first").await
    }

    /// That nothing is deployed so, for this reason.
    async fn is_refused(&self, arguments: &[&str], why: &str) -> Result<()> {
        let refused = self.at_aws("deploy", &[arguments, &["--dry-run"]].concat()).await;
        let said = refused.err().map(|error| error.to_string()).unwrap_or_default();
        ensure!(said.contains(why), "not refused as \"{why}\": {said}");
        Ok(())
    }

    /// Deploys a release over the running one, with a firewall, traces and lists that may be spread, and the one before
    /// over it, by which they are.
    async fn under_way(&self, http: &Http, system: &System) -> Result<()> {
        let deploy = ["--packaged", "--no-dashboard", "--stack", STACK_NAME];
        let firewall = ("AWS::WAFv2::WebACL".to_owned(), STACK_NAME.to_owned());
        self.first_call(http, system).await?;
        let mut before = self.look(STACK_NAME).await?.webhooks;
        let releases = [("second", true, "Active", "4/1"), ("first", false, "PassThrough", "4/4")];
        for (release, guarded, tracing, lists) in releases {
            self.lighten(release)?;
            let (guard, trace) = (format!("Firewall={guarded}"), format!("Tracing={tracing}"));
            let lists = format!("ListShards={lists}");
            let chosen = [&guard, &trace, &lists].map(|parameter| ["--parameter", parameter]);
            self.at_aws("deploy", &[&deploy[..], chosen.as_flattened()].concat()).await?;
            let look = self.look(STACK_NAME).await?;
            ensure!(look.left.contains(&firewall) == guarded, "{guard}: {:?}", look.left);
            ensure!(look.tracing == [tracing], "{trace}: the functions have {:?}", look.tracing);
            let now = look.webhooks;
            ensure!(
                now["addresses"] == before["addresses"],
                "Twilio's addresses have changed: {before}, {now}"
            );
            ensure!(now["versions"] != before["versions"], "the {release} release is not live: {now}");
            before = now;
        }
        Ok(())
    }

    /// Waits until somebody talks.
    async fn first_call(&self, http: &Http, system: &System) -> Result<()> {
        let deadline = Instant::now() + std::time::Duration::from_secs(120);
        while calls(http, system).await?.is_empty() {
            ensure!(Instant::now() < deadline, "nobody was called");
            sleep(std::time::Duration::from_millis(200)).await;
        }
        Ok(())
    }

    /// Has `target/lambda` hold, but for one function, the way to each program instead of the program: twenty of them
    /// take minutes to compress.
    fn lighten(&self, release: &str) -> Result<()> {
        for package in self.paths.function_packages()?.iter().filter(|package| *package != WHOLE) {
            let program = self.paths.local.join("lambda").join(package).join("bootstrap");
            let packaged = self.paths.root.join("target/lambda").join(package).join("bootstrap");
            fs::write(packaged, format!("#!/bin/sh\n# {release}\nexec '{}'\n", program.display()))?;
        }
        Ok(())
    }

    async fn destroyed(&self) -> Result<()> {
        ensure!(
            self.look(STACK_NAME).await?.left.iter().any(|(kind, _)| kind == "AWS::ApiGateway::ApiKey"),
            "the partner has no key that could be left behind"
        );
        let mut named = BTreeSet::new();
        for stack in [STAGING, STACK_NAME] {
            let said = self.at_aws("destroy", &["--stack", stack, "--yes"]).await?;
            let gone = said.split_once(" is gone").with_context(|| said.clone())?.1;
            let lines = gone.lines().filter_map(|line| line.trim().split_once(' '));
            named.extend(lines.map(|(kind, name)| (kind.to_owned(), name.trim().to_owned())));
        }
        let left = self.look(STACK_NAME).await?.left;
        let unnamed: Vec<_> = left
            .iter()
            .filter(|(kind, name)| !named.contains(&(kind.clone(), name.clone())) && !is_shared(kind, name))
            .collect();
        ensure!(unnamed.is_empty(), "left, and not named: {unnamed:?}");
        Ok(())
    }

    /// Whether what an account is asked after a deployment holds here, as far as the local AWS knows of it.
    async fn staging_check(&self) -> Result<()> {
        let step = Step::start("infra/staging-check");
        let mut check = Command::new(&self.python.program);
        check.arg(self.paths.root.join("infra/staging-check")).args(["--stack", STACK_NAME]);
        let output = check.envs(self.environment()).kill_on_drop(true).output().await?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(output.status.success(), "infra/staging-check:\n{said}");
        step.done(format!("infra/staging-check: {} points hold", said.matches('✓').count()));
        Ok(())
    }

    /// Each alarm is raised by its metric, and told.
    async fn alarms(&self) -> Result<()> {
        #[derive(Deserialize)]
        struct Alarms {
            raised: Vec<String>,
        }
        let step = Step::start("infra/alarms.yaml");
        let script = self.paths.root.join("infra/deploy/tests/alarms.py");
        let request = json!({ "stack": STACK_NAME });
        let Alarms { raised } =
            scripts::ask(&self.python, &script, &self.environment(), &request, Words::Kept).await?;
        ensure!(!raised.is_empty(), "the stack has no alarms");
        step.done(format!(
            "infra/alarms.yaml: {} alarms are raised, each by its metric alone, and told",
            raised.len()
        ));
        Ok(())
    }

    async fn look(&self, stack: &str) -> Result<Look> {
        let script = self.paths.root.join("infra/deploy/tests/look.py");
        let request = json!({ "stack": stack });
        scripts::ask(&self.python, &script, &self.environment(), &request, Words::Kept).await
    }

    async fn at_aws(&self, task: &str, arguments: &[&str]) -> Result<String> {
        let place = ["--region", REGION, "--endpoint-url", &self.endpoint];
        self.xtask(task, &[arguments, &place].concat()).await
    }

    /// Runs a task of xtask as one would type it; returns all that it says.
    async fn xtask(&self, task: &str, arguments: &[&str]) -> Result<String> {
        let mut xtask = Command::new(std::env::current_exe()?);
        xtask.arg(task).args(arguments);
        let output = xtask.envs(self.environment()).kill_on_drop(true).output().await?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        if !output.status.success() {
            bail!("cargo xtask {task} {}:\n{said}", arguments.join(" "));
        }
        Ok(said)
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_ENDPOINT_URL", self.endpoint.clone()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_DEFAULT_REGION", REGION.to_owned()),
        ]
    }
}

/// What the sandbox's Twilio knows of its calls.
async fn calls(http: &Http, system: &System) -> Result<Vec<Value>> {
    let url = format!("{}/_sandbox/calls", system.endpoints.sandbox_url);
    http.send(Request::get(url).body(Body::empty())?).await?.json("the sandbox")
}

/// Each call at Twilio is one on record, so that nobody was rung twice for one attempt, and no webhook went unanswered.
fn every_call_was_meant(placed: &[Value], on_record: &[Call]) -> Result<()> {
    let mut sids: Vec<_> = placed.iter().map(|call| call["sid"].as_str()).collect();
    let mut recorded: Vec<_> =
        on_record.iter().map(|call| call.twilio_call_sid.as_deref()).filter(Option::is_some).collect();
    sids.sort_unstable();
    recorded.sort_unstable();
    ensure!(sids == recorded, "Twilio placed {} calls, {} are on record", sids.len(), recorded.len());
    let cut_off = placed.iter().filter(|call| is_application_error(call)).count();
    ensure!(cut_off == 0, "{cut_off} of {} callees heard an application error", placed.len());
    Ok(())
}

fn is_application_error(call: &Value) -> bool {
    call["conversation"].to_string().contains("an application error has occurred")
}

fn is_shared(kind: &str, name: &str) -> bool {
    // A new account has buses and roles of its own, which are nobody's.
    SHARED.iter().any(|shared| name.starts_with(shared))
        || kind == "AWS::IAM::Role" && name.starts_with("AWS")
}

/// Where two documents differ.
fn differences(at: &str, one: &Value, other: &Value) -> Vec<String> {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            keys.into_iter()
                .flat_map(|key| differences(&format!("{at}/{key}"), &one[key], &other[key]))
                .collect()
        }
        _ if one == other => Vec::new(),
        _ => vec![format!("{at}: {one} and {other}")],
    }
}

/// What was packaged before the tests, for AWS: it comes back when they are over.
struct PackagedBefore {
    packaged: PathBuf,
    aside: Option<PathBuf>,
}

impl PackagedBefore {
    fn put_aside(paths: &Paths) -> Result<Self> {
        let packaged = paths.root.join("target/lambda");
        let aside = paths.local.join("lambda-packaged-before");
        if !packaged.exists() {
            return Ok(Self { packaged, aside: None });
        }
        let _ = fs::remove_dir_all(&aside);
        fs::rename(&packaged, &aside).context("cannot put target/lambda aside")?;
        Ok(Self { packaged, aside: Some(aside) })
    }
}

impl Drop for PackagedBefore {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.packaged);
        if let Some(aside) = &self.aside {
            let _ = fs::rename(aside, &self.packaged);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::differences;

    #[test]
    fn differences_are_named_by_their_place() {
        let (one, other) = (json!({"a": {"b": 1}, "c": 2}), json!({"a": {"b": 3}, "c": 2}));
        assert_eq!(differences("", &one, &other), ["/a/b: 1 and 3"]);
        assert!(differences("", &one, &one).is_empty());
    }
}
