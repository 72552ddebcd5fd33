//! Faults put into the code on purpose: a simulation that does not find them proves nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// One text of one file, and the faulty one in its place.
struct Mutation {
    what: &'static str,
    file: &'static str,
    sound: &'static str,
    faulty: &'static str,
}

/// What is built thirty times is rather built fast than fast itself.
const QUICKLY_BUILT: [(&str, &str); 2] =
    [("CARGO_PROFILE_SIMULATION_OPT_LEVEL", "1"), ("CARGO_PROFILE_SIMULATION_INCREMENTAL", "true")];

/// Within so many campaigns each must be found.
const SEEDS: &str = "1000";

const ALL: [Mutation; 43] = [
    Mutation {
        what: "somebody is called whatever consent is on record",
        file: "shared/domain/src/gate.rs",
        sound: "!needed.is_met_by(self.lead.consent.as_ref(), self.now)",
        faulty: "needed.as_str().is_empty()",
    },
    Mutation {
        what: "a lead is claimed whatever was written meanwhile",
        file: "shared/store/src/call_store.rs",
        sound: "vec![put_over(lead)?, put_new(call)?, still_called, self.put_decision(&decision)?];",
        faulty: "{
            let over = Write::put(crate::table::entity_item(lead)?, Condition::Always);
            vec![over, put_new(call)?, still_called, self.put_decision(&decision)?]
        };",
    },
    Mutation {
        what: "a campaign's pause is not looked at when a lead is claimed",
        file: "shared/store/src/call_store.rs",
        sound: "None => Condition::Is(\"state\", state(CampaignState::Running)),",
        faulty: "None => Condition::present(),",
    },
    Mutation {
        what: "a lead is called once more than the policy says",
        file: "shared/domain/src/call_policy.rs",
        sound: "Some(pause) if made < self.attempts => {",
        faulty: "Some(pause) if made <= self.attempts => {",
    },
    Mutation {
        what: "how often somebody was called is forgotten",
        file: "shared/domain/src/lead/line.rs",
        sound: "self.dials.push(now);",
        faulty: "self.dials = vec![now];",
    },
    Mutation {
        what: "how often somebody was called is forgotten with their lead",
        file: "shared/operations/src/dial.rs",
        sound: "lead.take_over_dials(&marks.dials);",
        faulty: "lead.take_over_dials(&[]);",
    },
    Mutation {
        what: "what was agreed on waits for a campaign that is paused",
        file: "shared/domain/src/gate.rs",
        sound: "if campaign.state != CampaignState::Running && lead.call_back_at.is_none() {",
        faulty: "if campaign.state != CampaignState::Running {",
    },
    Mutation {
        what: "a retry is forgotten when its call turns out otherwise",
        file: "shared/domain/src/lead/line.rs",
        sound: "self.last_outcome = Some(revised);\n            self.call_again(next);",
        faulty: "self.last_outcome = Some(revised);",
    },
    Mutation {
        what: "Twilio is asked for a call without looking whether calling was stopped since the claim",
        file: "shared/operations/src/dial/last_look.rs",
        sound: "if halts.stop.is_some() {",
        faulty: "if false {",
    },
    Mutation {
        what: "a national list that came into use since the gate was asked is not looked at",
        file: "shared/operations/src/dial/last_look.rs",
        sound: "if !reading.national.is_by(&reading.lead.phone, &halts.lists) {",
        faulty: "if false {",
    },
    Mutation {
        what: "a call that the emergency stop cancelled spends its lead",
        file: "shared/domain/src/call/ending.rs",
        sound: "HangupCause::Canceled => call.stopped_in.is_some() && !by_operator,",
        faulty: "HangupCause::Canceled => false,",
    },
    Mutation {
        what: "a lead has a message left by each call",
        file: "shared/domain/src/campaign.rs",
        sound: "&& lead.message_left_at.is_none()",
        faulty: "&& lead.version > 0",
    },
    Mutation {
        what: "a number we call from makes as many calls in a day as come",
        file: "shared/store/src/budget_store.rs",
        sound: "let most = caller.calls_per_day.unwrap_or(u64::MAX);",
        faulty: "let most = u64::MAX;",
    },
    Mutation {
        what: "a request whose answer is missing is made again",
        file: "shared/operations/src/dial.rs",
        sound: "(CallState::Dialing, Some(since)) => self.reconcile(&call, since, message).await,",
        faulty: "(CallState::Dialing, Some(_)) => {
                let reading = self.read(message).await?;
                self.place(&call, &reading, message).await
            }",
    },
    Mutation {
        what: "a request whose answer was lost counts as not placed",
        file: "shared/operations/src/dial/place.rs",
        sound: "self.come_again(message, pacing::back_off(call.placing_tries)).await?;
                self.note(&Fault::new(FaultKind::Passing, detail)).await.map(|_| ())",
        faulty: "self.not_placed(call, &Fault::new(FaultKind::Passing, detail), message).await",
    },
    Mutation {
        what: "a lost message loses its lead",
        file: "shared/domain/src/lead/line.rs",
        sound: "self.next_attempt_at = Some(moment + RELEASE_LEASE);",
        faulty: "let _ = (moment, RELEASE_LEASE);
        self.next_attempt_at = None;",
    },
    Mutation {
        what: "calling hours are not asked about",
        file: "shared/domain/src/gate.rs",
        sound: "Ok(match facts.times.next_within(&window, &facts.lead.phone, &facts.lead.time_zones, from)? {",
        faulty: "let _ = window;
    Ok(match Some(from) {",
    },
    Mutation {
        what: "a campaign calls after its end",
        file: "shared/domain/src/gate.rs",
        sound: "if campaign.is_done_with(lead) || campaign.window_of(lead).is_over(now) {",
        faulty: "if campaign.is_done_with(lead) {",
    },
    Mutation {
        what: "a campaign's own hours are not asked about",
        file: "shared/domain/src/gate.rs",
        sound: "let (window, from) = (facts.campaign.window_of(facts.lead), facts.allowed_from(rule));",
        faulty: "let (mut window, from) = (facts.campaign.window_of(facts.lead), facts.allowed_from(rule));
    window.hours = None;",
    },
    Mutation {
        what: "a campaign's own daily limit puts off what was agreed on",
        file: "shared/domain/src/campaign.rs",
        sound: "if lead.call_back_at.is_some() { most } else { self.policy.calls_of_day(most) }",
        faulty: "let _ = lead;
        self.policy.calls_of_day(most)",
    },
    Mutation {
        what: "an outage spends the lead",
        file: "shared/operations/src/dial/place.rs",
        sound: "self.not_placed(call, &fault, message).await",
        faulty: "self.fail(call, fault.code).await",
    },
    Mutation {
        what: "a lead that is being called is put in another campaign's line",
        file: "shared/domain/src/lead/line.rs",
        sound: "if self.status == LeadStatus::Calling {
            return Some(\"is being called\");
        }",
        faulty: "",
    },
    Mutation {
        what: "who rings back is phoned meanwhile",
        file: "shared/domain/src/lead/ring_back.rs",
        sound: "self.next_attempt_at = Some(at.max(now + TALK));
            // Whoever has been handed the lead to dial finds that it has moved on.
            self.release += 1;",
        faulty: "let _ = (at, TALK);",
    },
    Mutation {
        what: "what is agreed on with who rings back is forgotten",
        file: "shared/domain/src/lead/ring_back.rs",
        sound: "if let NextAttempt::CallBack(_) = next {
                self.call_again(next);
            }",
        faulty: "let _ = next;",
    },
    Mutation {
        what: "a ring-back begins twice",
        file: "shared/store/src/ring_back_store.rs",
        sound: "vec![put_over(lead)?, put_new(call)?, Write::put(pointer, Condition::absent())];",
        faulty: "{
            let over = Write::put(crate::table::entity_item(lead)?, Condition::Always);
            vec![over, put_new(call)?, Write::put(pointer, Condition::Always)]
        };",
    },
    Mutation {
        what: "the agent promises a call that the most calls of a day rule out",
        file: "shared/agent/src/tools/call_back.rs",
        sound: "let rested = self.rested_by(at);",
        faulty: "let rested = self.rested_by(at).min(at);",
    },
    Mutation {
        what: "words that are answered after the line dropped do not count",
        file: "shared/store/src/turn_store.rs",
        sound: "Err(Error::Stale(_)) => self.save_late_turn(call, turn, now).await,",
        faulty: "Err(Error::Stale(_)) => Ok(TurnSaved::Saved),",
    },
    Mutation {
        what: "a call is written up from turns that were read before the last one",
        file: "shared/store/src/call_store.rs",
        sound: "let item = beside_call(&keys::call_transcript(call.id), \"TRANSCRIPT\", &written.transcript);",
        faulty: "call.version = self.call(call.id).await?.version;
        let item = beside_call(&keys::call_transcript(call.id), \"TRANSCRIPT\", &written.transcript);",
    },
    Mutation {
        what: "a call takes no line",
        file: "shared/store/src/call_store.rs",
        sound: "operations.extend(Self::take_lines(call));",
        faulty: "",
    },
    Mutation {
        what: "two calls take the same line",
        file: "shared/store/src/line_store.rs",
        sound: "Write::put(item, Condition::absent().or(lapsed))",
        faulty: "Write::put(item, Condition::absent().or(lapsed).or(Condition::present()))",
    },
    Mutation {
        what: "a call that has ended keeps its line",
        file: "shared/store/src/call_store.rs",
        sound: "writes.extend(self.give_lines_back(&call).await?);",
        faulty: "",
    },
    Mutation {
        what: "a slot is held that another booking holds",
        file: "shared/store/src/slot_store.rs",
        sound: "match self.transact(self.hold_operations(wanted, Condition::absent)?).await {",
        faulty: "match self.transact(self.hold_operations(wanted, || Condition::Always)?).await {",
    },
    Mutation {
        what: "a booking that is undone leaves its video meeting behind",
        file: "shared/domain/src/booking.rs",
        sound: "Some(made) => video.delete(&made.id).await,",
        faulty: "Some(_) => Ok(()),",
    },
    Mutation {
        what: "a cancellation forgets what the vendors are yet to be told",
        file: "shared/domain/src/meeting.rs",
        sound: "if by != CancelledBy::Calendar {
            cancelled.owe(Task::DeleteEvent, now);
        }",
        faulty: "",
    },
    Mutation {
        what: "a change that was counted is counted again",
        file: "shared/store/src/counter_store.rs",
        sound: "operations.push(Write::put(event, Condition::absent()));",
        faulty: "operations.push(Write::put(event, Condition::Always));",
    },
    Mutation {
        what: "calls that were never placed stay open",
        file: "shared/operations/src/sweep/calls.rs",
        sound: "None => self.give_up(&call).await?,",
        faulty: "None => return Ok(()),",
    },
    Mutation {
        what: "a deletion is forgotten when its lead asks not to be called",
        file: "shared/store/src/suppression_store.rs",
        sound: "lead.forbid(wanted.recorded_at);",
        faulty: "lead.forbid(wanted.recorded_at);
                lead.deleting = false;",
    },
    Mutation {
        what: "whoever opts out by the link in an invitation is called all the same",
        file: "shared/operations/src/opt_out.rs",
        sound: "for number in &self.numbers {
            store.suppress(",
        faulty: "for number in self.numbers.iter().skip(1) {
            store.suppress(",
    },
    Mutation {
        what: "what was heard is forgotten when the answer of a duplicate never came",
        file: "shared/operations/src/conversation.rs",
        sound: "None => self.save(call, self.apology(call, number, heard)).await,",
        faulty: "None => Ok(self.apology(call, number, heard)),",
    },
    Mutation {
        what: "a campaign with leads in line is complete",
        file: "shared/operations/src/dispatch.rs",
        sound: "if self.store.has_leads_in_line(id).await? {
            return Ok(());
        }
        let listed = [self.store.has_calls_under_way(id).await?, self.store.has_call_backs(id).await?];
        // The line once more: a call that ends may put its lead back there.
        if listed.contains(&Some(true)) || self.store.has_leads_in_line(id).await? {",
        faulty: "let listed = [self.store.has_calls_under_way(id).await?];
        if listed.contains(&Some(true)) {",
    },
    Mutation {
        what: "a transfer that comes again makes other leads than the first time",
        file: "shared/operations/src/partners/transfer.rs",
        sound: "lead.id = lead_id(noted.started_at, partner, key, place);",
        faulty: "let _ = &mut lead;
            let _ = lead_id(noted.started_at, partner, key, place);",
    },
    Mutation {
        what: "what a partner did not take counts as told",
        file: "shared/domain/src/partner_webhook.rs",
        sound: "(false, false) => DeliveryState::Pending,",
        faulty: "(false, false) => DeliveryState::Delivered,",
    },
    Mutation {
        what: "one of the partitions that lists are spread over is not looked into",
        file: "shared/store/src/list_shards.rs",
        sound: "Some((0..self.read).map(part).collect())",
        faulty: "Some((0..self.read - 1).map(part).collect())",
    },
];

/// The checkout this program was built from.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Puts each fault whose name contains `only` into a copy of the code, builds it and runs it. Says whether all were found.
///
/// # Errors
/// Where a text to replace is not there once, or the faulty code does not build.
pub(crate) fn find(only: &str) -> Result<bool> {
    let copy = root().join("target/mutations/code");
    // Not beside what is sound: cargo would take one for the other.
    let builds = root().join("target/mutations/target");
    copy_folder(&root(), &copy)?;
    let wanted: Vec<_> = ALL.iter().filter(|mutation| mutation.what.contains(only)).collect();
    let mut missed = 0;
    for mutation in &wanted {
        let file = copy.join(mutation.file);
        let sound = fs::read_to_string(root().join(mutation.file))?;
        fs::write(&file, mutation.of(&sound)?)?;
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--quiet", "--profile", "simulation", "--package", "homework-simulation"]);
        cargo.arg("--target-dir").arg(&builds).current_dir(&copy).envs(QUICKLY_BUILT);
        let built = cargo.stderr(Stdio::piped()).output().context("cargo does not run")?;
        if !built.status.success() {
            println!("  ✗ {} does not build: {}", mutation.what, String::from_utf8_lossy(&built.stderr));
            missed += 1;
            fs::write(&file, sound)?;
            continue;
        }
        let program = builds.join("simulation/homework-simulation");
        let run = Command::new(program).args(["--seeds", SEEDS, "--stop-early"]).output()?;
        let said = String::from_utf8_lossy(&run.stdout);
        let found = said.lines().find_map(|line| line.strip_prefix("seed ")?.split_once(':'));
        let is_found = match found.filter(|_| !run.status.success()) {
            Some((seed, broken)) if holds(seed)? => {
                println!("  ✓ {}: seed {seed}:{broken}", mutation.what);
                true
            }
            Some((seed, _)) => {
                println!("  ✗ {}: seed {seed} breaks a rule without it, too", mutation.what);
                false
            }
            None => {
                println!("  ✗ {}: not found in {SEEDS} campaigns", mutation.what);
                false
            }
        };
        missed += usize::from(!is_found);
        fs::write(&file, sound)?;
    }
    println!("{} of {} faults found", wanted.len() - missed, wanted.len());
    Ok(missed == 0)
}

/// Whether no rule is broken in this world without any fault put in.
fn holds(seed: &str) -> Result<bool> {
    let sound = std::env::current_exe().context("the program does not know where it is")?;
    Ok(Command::new(sound).args(["--seed", seed]).output()?.status.success())
}

impl Mutation {
    /// The faulty file.
    fn of(&self, sound: &str) -> Result<String> {
        match sound.matches(self.sound).count() {
            1 => Ok(sound.replacen(self.sound, self.faulty, 1)),
            times => bail!("{} has {times} times what is to be replaced: {}", self.file, self.what),
        }
    }
}

/// Makes one folder what is needed of the other to build; files that are there already and the same stay as they are,
/// and so does what was built of them.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    const LEFT_OUT: [&str; 6] = [".git", "target", "node_modules", "dist", "frontend", "browser"];
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if LEFT_OUT.iter().any(|left_out| name == *left_out) || name.to_string_lossy().starts_with(".venv") {
            continue;
        }
        let target = to.join(&name);
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else if fs::read(&target).ok() != Some(fs::read(entry.path())?) {
            fs::copy(entry.path(), &target)?;
        }
    }
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            _ if from.join(entry.file_name()).exists() => {}
            true => fs::remove_dir_all(entry.path())?,
            false => fs::remove_file(entry.path())?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_can_still_be_put_in() {
        for mutation in &ALL {
            let sound = fs::read_to_string(root().join(mutation.file)).unwrap();
            mutation.of(&sound).unwrap();
        }
    }
}
