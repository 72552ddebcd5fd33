//! What lies between a process and the table in memory.

use std::fmt;
use std::pin::Pin;

use homework_domain::{Error, Result};

use super::{Memory, Used};
use crate::error::TransactError;

/// What becomes of a request on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    Arrives,
    /// Its answer was lost, so the client has sent it again. A transaction is done once even so, since its token
    /// tells the table that it is the same.
    ArrivesTwice,
    /// The table does not take it now.
    Refused,
    /// It takes effect, and no answer comes.
    AnswerLost,
    /// Another transaction is at its items.
    Contended,
}

/// The way to a table and back, in a simulation: requests take time on it, fail, and die.
pub trait Wire: Send + Sync + fmt::Debug {
    /// Before a request gets there.
    fn pass(&self, request: &'static str) -> Pin<Box<dyn Future<Output = Passage> + Send + '_>>;

    /// The table has done what it was asked.
    fn done(&self);

    /// On the answer's way back.
    fn back(&self, request: &'static str) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;

    /// Whether it wants to be told what requests take: reckoning that takes time.
    fn meters(&self) -> bool {
        false
    }

    /// What a request took of one partition, told before [`Wire::done`].
    fn used(&self, _: &Used<'_>) {}
}

impl Memory {
    /// Has `work` done at the other end of the wire.
    pub(crate) async fn ask<T, E: From<Error>>(
        &self,
        request: &'static str,
        work: impl Fn() -> Result<T, E>,
    ) -> Result<T, E> {
        self.cross(request, true, throttled, work).await
    }

    /// The same for a transaction.
    pub(crate) async fn ask_transaction(
        &self,
        work: impl Fn() -> Result<(), TransactError>,
    ) -> Result<(), TransactError> {
        self.cross("transaction", false, || TransactError::Contention, work).await
    }

    /// `repeats` says whether a request that arrives twice is done twice, `contended` what is answered to one that
    /// meets a transaction.
    async fn cross<T, E: From<Error>>(
        &self,
        request: &'static str,
        repeats: bool,
        contended: impl Fn() -> E,
        work: impl Fn() -> Result<T, E>,
    ) -> Result<T, E> {
        let Some(wire) = &self.wire else { return work() };
        let passage = wire.pass(request).await;
        match passage {
            Passage::Refused => return Err(throttled()),
            Passage::Contended => return Err(contended()),
            Passage::Arrives | Passage::ArrivesTwice | Passage::AnswerLost => {}
        }
        let mut answer = work();
        wire.done();
        if passage == Passage::ArrivesTwice && repeats {
            answer = work();
            wire.done();
        }
        wire.back(request).await;
        if passage == Passage::AnswerLost {
            return Err(Error::unavailable("DynamoDB", "time-out").into());
        }
        answer
    }
}

fn throttled<E: From<Error>>() -> E {
    Error::unavailable("DynamoDB", "ThrottlingException").into()
}
