//! How long vendors may take where somebody waits on the telephone: all requests of one turn share its time.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

tokio::task_local! {
    static UNTIL: Instant;
}

/// Does some work whose requests to vendors are all over by `deadline`.
pub async fn until<F: Future>(deadline: Instant, work: F) -> F::Output {
    UNTIL.scope(deadline, work).await
}

/// What is left of the time; `None` where nothing limits it.
pub(crate) fn left() -> Option<Duration> {
    UNTIL.try_with(|until| until.saturating_duration_since(Instant::now())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_work_with_a_deadline_has_one() {
        assert_eq!(left(), None);
        let deadline = Instant::now() + Duration::from_secs(3600);
        assert!(until(deadline, async { left() }).await.unwrap() > Duration::from_secs(3000));
        assert_eq!(until(Instant::now(), async { left() }).await, Some(Duration::ZERO));
    }
}
