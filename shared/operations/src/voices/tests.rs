use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use homework_domain::voice::Gender;

use super::*;
use crate::test_world::{Life, Process, World};

/// A studio with one voice, unless it is said to fail.
#[derive(Default)]
struct Studio {
    fails: Mutex<Option<fn() -> Error>>,
    listed: AtomicUsize,
    spoken: AtomicUsize,
}

impl Studio {
    fn fail(&self, error: Option<fn() -> Error>) {
        *self.fails.lock().unwrap() = error;
    }

    async fn answer<T>(&self, asked: &AtomicUsize, answer: T) -> Result<T> {
        asked.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_secs(1)).await;
        let fails = *self.fails.lock().unwrap();
        fails.map_or(Ok(answer), |error| Err(error()))
    }
}

impl VoiceStudio for Studio {
    async fn voices(&self) -> Result<Vec<OfferedVoice>> {
        let rachel = OfferedVoice {
            voice_id: "rachel".into(),
            name: "Rachel".into(),
            gender: Some(Gender::Female),
            labels: vec![],
        };
        self.answer(&self.listed, vec![rachel]).await
    }

    async fn sample(&self, voice_id: &str, _: &str) -> Result<Vec<u8>> {
        self.answer(&self.spoken, format!("{voice_id} speaks").into_bytes()).await
    }
}

fn voices(world: &Arc<World>) -> Voices<Process, Studio> {
    voices_of(world, Life::Long)
}

fn voices_of(world: &Arc<World>, life: Life) -> Voices<Process, Studio> {
    let process = world.process(life);
    Voices { store: process.store(), files: process, studio: Studio::default(), clock: world.clock() }
}

fn not_set_up() -> Error {
    Error::Conflict("ElevenLabs is not set up".into())
}

fn refused() -> Error {
    Error::credentials("ElevenLabs", "HTTP 401")
}

#[tokio::test(start_paused = true)]
async fn the_list_is_asked_for_every_five_minutes_and_an_old_one_is_better_than_none() {
    let world = World::new();
    let voices = voices(&world);
    voices.studio.fail(Some(refused));
    let error = voices.offered().await.unwrap_err();
    assert!(matches!(error, Error::Unavailable { .. }), "no fault of whoever asked: {error}");

    voices.studio.fail(None);
    assert_eq!(voices.offered().await.unwrap()[0].name, "Rachel");
    world.pass(SignedDuration::from_secs(299));
    voices.offered().await.unwrap();
    assert_eq!(voices.studio.listed.load(Ordering::Relaxed), 2);

    world.pass(SignedDuration::from_secs(1));
    voices.studio.fail(Some(refused));
    assert_eq!(voices.offered().await.unwrap()[0].name, "Rachel");
    assert_eq!(voices.studio.listed.load(Ordering::Relaxed), 3);
    voices.studio.fail(Some(not_set_up));
    assert!(matches!(voices.offered().await, Err(Error::Conflict(_))));
}

#[tokio::test(start_paused = true)]
async fn a_voice_is_chosen_from_those_offered_or_taken_on_word_while_nobody_tells_them() {
    let voices = voices(&World::new());
    for nobody in [not_set_up, refused] {
        voices.studio.fail(Some(nobody));
        let chosen = voices.choose("bella", " Bella ").await.unwrap().voice.unwrap();
        assert_eq!((chosen.name.as_str(), chosen.gender), ("Bella", None));
    }
    voices.studio.fail(None);
    let chosen = voices.choose("rachel", "Rachel").await.unwrap().voice.unwrap();
    assert_eq!(chosen.gender, Some(Gender::Female));
    assert!(matches!(voices.choose("bella", "Bella").await, Err(Error::Invalid(_))));
    assert!(matches!(voices.choose("../bella", "Bella").await, Err(Error::Invalid(_))));
    let kept = voices.store.voice_setting().await.unwrap().unwrap();
    assert_eq!((kept.voice.as_ref(), kept.version), (Some(&chosen), 3));
    assert_eq!(voices.choose(voice::built_in().id, "").await.unwrap().voice, None);
}

#[tokio::test(start_paused = true)]
async fn a_preview_is_made_once_however_many_ask_for_it() {
    let world = World::new();
    let voices = voices(&world);
    let (one, two) = tokio::join!(voices.preview("rachel"), voices.preview("rachel"));
    assert_eq!((one.unwrap(), two.unwrap()), (b"rachel speaks".to_vec(), b"rachel speaks".to_vec()));
    voices.preview("rachel").await.unwrap();
    assert_eq!(voices.studio.spoken.load(Ordering::Relaxed), 1);
    assert!(matches!(voices.preview("a/b").await, Err(Error::Invalid(_))));
}

#[tokio::test(start_paused = true)]
async fn a_preview_that_fails_may_be_tried_at_once_and_one_whose_maker_died_later() {
    let world = World::new();
    let lasting = voices(&world);
    lasting.studio.fail(Some(refused));
    assert!(matches!(lasting.preview("rachel").await, Err(Error::Unavailable { .. })));
    lasting.studio.fail(None);
    lasting.preview("rachel").await.unwrap();
    assert_eq!(lasting.studio.spoken.load(Ordering::Relaxed), 2);

    // It looks for the file, claims the preview and dies.
    assert!(voices_of(&world, Life::Until(2, true)).preview("bella").await.is_err());
    assert!(matches!(lasting.preview("bella").await, Err(Error::Unavailable { .. })));
    world.pass(PREVIEW_CLAIM + SignedDuration::from_secs(1));
    lasting.preview("bella").await.unwrap();
}
