//! What waits on our queues, and what could not be handled, as operators are told.

use std::future::Future;

use crate::error::Result;

/// The queues, by the function that works them off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorkQueue {
    Dispatch,
    Dial,
    Finalize,
    Archive,
    Import,
    Partner,
    /// It reads the table's stream and has no queue, only dead letters.
    Projector,
}

/// Where the messages of a [`WorkQueue`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// On the queue itself.
    Work,
    /// Set aside, after as many tries as the queue allows.
    DeadLetters,
}

/// About how many messages a queue holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Depth {
    /// Those that could be received now.
    pub waiting: u64,
    /// Those whose time has not come.
    pub delayed: u64,
    /// Those that were received and are being worked on.
    pub in_progress: u64,
}

/// Asking how much is on our queues.
pub trait QueueDepths: Send + Sync {
    /// Changes of the last minute may not be counted yet.
    fn depth(&self, queue: WorkQueue, side: Side) -> impl Future<Output = Result<Depth>> + Send;
}

/// What is on one of our queues. `None` where that could not be found out.
#[derive(Debug, Clone, PartialEq)]
pub struct Backlog {
    pub queue: WorkQueue,
    pub work: Option<Depth>,
    pub dead_letters: Option<u64>,
}

/// Dead letters in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    pub title: String,
    /// What it means, and what to do.
    pub detail: &'static str,
}

impl WorkQueue {
    pub const ALL: [Self; 7] = [
        Self::Dispatch,
        Self::Dial,
        Self::Finalize,
        Self::Archive,
        Self::Import,
        Self::Partner,
        Self::Projector,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dispatch => "dispatch",
            Self::Dial => "dial",
            Self::Finalize => "finalize",
            Self::Archive => "archive",
            Self::Import => "import",
            Self::Partner => "partner",
            Self::Projector => "projector",
        }
    }

    pub fn has(self, side: Side) -> bool {
        side == Side::DeadLetters || self != Self::Projector
    }

    /// What a dead letter was about, one and several; what became of it; what that means.
    fn in_words(self) -> [&'static str; 4] {
        match self {
            Self::Dispatch => [
                "campaign check",
                "campaign checks",
                "failed",
                "Nothing is lost: every campaign is checked again each minute.",
            ],
            Self::Dial => [
                "call",
                "calls",
                "could not be placed in time",
                "Nothing is lost: the leads went back into line after three minutes.",
            ],
            Self::Finalize => [
                "call",
                "calls",
                "could not be summarized",
                "The conversation is saved, and the summary is tried again automatically.",
            ],
            Self::Archive => [
                "recording",
                "recordings",
                "could not be saved",
                "Twilio still has them, and saving is tried again automatically.",
            ],
            Self::Import => [
                "list import",
                "list imports",
                "stopped",
                "Open the list from the Leads page and choose “Start it again”.",
            ],
            Self::Partner => [
                "update",
                "updates",
                "for partners could not be processed",
                "Partners have not been told of these changes. Ask your administrator to have them sent again.",
            ],
            Self::Projector => [
                "change",
                "changes",
                "could not be counted",
                "Totals may be off. Ask your administrator to rebuild the counters.",
            ],
        }
    }
}

impl Depth {
    pub fn all(self) -> u64 {
        self.waiting + self.delayed + self.in_progress
    }
}

impl Backlog {
    /// What an operator should know of the dead letters, if there are any.
    pub fn remark(&self) -> Option<Remark> {
        let count = self.dead_letters.filter(|count| *count > 0)?;
        let [one, several, became, detail] = self.queue.in_words();
        let about = if count == 1 { one } else { several };
        Some(Remark { title: format!("{count} {about} {became}"), detail })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dead_letters_are_remarked_on_and_nothing_else_is() {
        let busy = Depth { waiting: 900, delayed: 40, in_progress: 5 };
        let of = |queue, dead_letters| Backlog { queue, work: Some(busy), dead_letters };
        for queue in WorkQueue::ALL {
            assert_eq!(of(queue, Some(0)).remark(), None, "{queue:?}");
            assert_eq!(of(queue, None).remark(), None, "what nobody knows is no alert: {queue:?}");
            let remark = of(queue, Some(2)).remark().unwrap();
            assert!(remark.title.starts_with("2 ") && remark.detail.ends_with('.'), "{remark:?}");
        }
        let title = |count| of(WorkQueue::Archive, Some(count)).remark().unwrap().title;
        assert_eq!(title(1), "1 recording could not be saved");
        assert_eq!(title(3), "3 recordings could not be saved");
    }
}
