//! Zoom: makes a meeting each time it is asked, also when the answer to an earlier request was lost.

use std::collections::BTreeMap;
use std::sync::Arc;

use homework_domain::ports::{NewVideoMeeting, VideoMeeting, VideoMeetings};
use homework_domain::slots::Interval;
use homework_domain::{Error, Result};
use jiff::SignedDuration;

use crate::process::Process;

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

#[derive(Debug, Default)]
pub(crate) struct ZoomState {
    pub(crate) meetings: BTreeMap<String, Video>,
    made: u64,
}

#[derive(Debug, Clone)]
pub(crate) struct Video {
    agenda: String,
    pub(crate) time: Interval,
}

/// Zoom as a process reaches it.
#[derive(Clone)]
pub(crate) struct Zoom(pub(crate) Arc<Process>);

impl Zoom {
    async fn ask<T>(&self, request: &str, effect: impl FnOnce(&mut ZoomState) -> Result<T>) -> Result<T> {
        self.0.vendor("Zoom", request, || effect(&mut self.0.world.state().zoom)).await
    }
}

fn link(id: &str) -> VideoMeeting {
    VideoMeeting { id: id.to_owned(), join_url: format!("https://zoom.example/j/{id}") }
}

impl VideoMeetings for Zoom {
    async fn create(&self, meeting: &NewVideoMeeting) -> Result<VideoMeeting> {
        self.ask("make video meeting", |zoom| {
            zoom.made += 1;
            let id = format!("9{:09}", zoom.made);
            zoom.meetings.insert(id.clone(), Video { agenda: meeting.agenda.clone(), time: meeting.time });
            Ok(link(&id))
        })
        .await
    }

    async fn reschedule(&self, id: &str, time: Interval, _: &str) -> Result<()> {
        self.ask("move video meeting", |zoom| {
            let video = zoom.meetings.get_mut(id).ok_or_else(|| Error::not_found("video meeting", id))?;
            video.time = time;
            Ok(())
        })
        .await
    }

    async fn delete(&self, id: &str) -> Result<()> {
        self.ask("delete video meeting", |zoom| {
            zoom.meetings.remove(id);
            Ok(())
        })
        .await
    }

    async fn find(&self, reference: &str, time: Interval) -> Result<Option<VideoMeeting>> {
        self.ask("look for video meeting", |zoom| {
            // Listed by days, of a user whose zone nobody knows.
            let near = |video: &Video| video.time.start.duration_since(time.start).abs() <= A_DAY;
            let found =
                zoom.meetings.iter().find(|(_, video)| video.agenda.contains(reference) && near(video));
            Ok(found.map(|(id, _)| link(id)))
        })
        .await
    }
}
