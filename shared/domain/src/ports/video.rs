//! Video meetings.

use std::future::Future;

use crate::error::Result;
use crate::slots::Interval;

#[derive(Debug, Clone, PartialEq)]
pub struct NewVideoMeeting {
    pub topic: String,
    pub agenda: String,
    pub time: Interval,
    /// IANA name.
    pub time_zone: String,
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct VideoMeeting {
    pub id: String,
    pub join_url: String,
}

pub trait VideoMeetings: Send + Sync {
    fn create(&self, meeting: &NewVideoMeeting) -> impl Future<Output = Result<VideoMeeting>> + Send;

    /// Moves a meeting; its link stays. `NotFound` if there is no such meeting (any more).
    fn reschedule(
        &self,
        id: &str,
        time: Interval,
        time_zone: &str,
    ) -> impl Future<Output = Result<()>> + Send;

    /// No such meeting is success.
    fn delete(&self, id: &str) -> impl Future<Output = Result<()>> + Send;

    /// The meeting at about this time whose agenda has the reference in it; for one that may have been
    /// made although the answer was lost.
    fn find(
        &self,
        reference: &str,
        time: Interval,
    ) -> impl Future<Output = Result<Option<VideoMeeting>>> + Send;
}
