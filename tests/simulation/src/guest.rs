//! Worlds in which guests use the opt-out link in their invitation.

use std::sync::Arc;
use std::time::Duration;

use homework_domain::ids::MeetingId;
use homework_operations::opt_out::Guest;

use crate::judge;
use crate::process;
use crate::truth::short;
use crate::world::World;

/// The API answers within this.
const LIMIT: Duration = Duration::from_secs(29);

/// Whether guests use their links in this world.
pub(crate) fn opt_out(seed: u64) -> bool {
    seed % 13 == 6
}

/// What an event's text says of the link: its token.
pub(crate) fn token(description: &str) -> Option<String> {
    description.lines().last()?.rsplit_once("/api/opt-out/")?.1.split('/').nth(1).map(str::to_owned)
}

/// One of those who were invited opens the link and presses the button. An invitation stays where it was sent to, whatever
/// becomes of the meeting.
pub(crate) async fn uses_link(world: &Arc<World>) {
    let invited: Vec<(MeetingId, String)> = {
        let state = world.state();
        state.google.events.iter().filter_map(|(id, event)| Some((*id, event.opt_out.clone()?))).collect()
    };
    if invited.is_empty() {
        return;
    }
    let (id, token) = invited[world.pick(invited.len())].clone();
    world.note(format!("the guest of meeting {} opts out of calls", short(id)));
    let done = process::run(world, "opt-out", LIMIT, |process| async move {
        let guest = Guest::find(&process.store(), id, &token).await?;
        guest.opt_out(&process.store(), process.clock().now()).await
    });
    if !matches!(done.await, Some(Ok(()))) {
        return;
    }
    let call =
        judge::calls(world).into_iter().find(|call| call.meeting_id == Some(id) && call.erased_at.is_none());
    if let Some(call) = call
        && !matches!(world.table().suppression(&call.lead.phone).await, Ok(Some(_)))
    {
        world.violation(format!("the guest of meeting {} was told that nobody calls them again", short(id)));
    }
}
