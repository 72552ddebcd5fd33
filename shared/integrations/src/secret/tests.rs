use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Mutex as StdMutex;
use std::sync::atomic::{AtomicU32, Ordering};

use homework_domain::clock::SystemClock;
use serde_json::{Value, json};

use super::*;
use crate::credentials::OpenAiCredentials;

/// A secret that stays what it is.
pub(crate) fn holding<T: DeserializeOwned>(service: &'static str, value: &Value) -> Secret<T> {
    let text = value.to_string();
    Secret::new(service, Arc::new(SystemClock), move || {
        std::future::ready(Ok(SecretString::from(text.clone())))
    })
}

/// Where secrets are kept, and a clock beside it.
struct Safe {
    /// `None`: it cannot be opened.
    content: StdMutex<Option<String>>,
    reads: AtomicU32,
    now: StdMutex<Timestamp>,
}

impl Clock for Safe {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }
}

impl Safe {
    fn new(key: &str) -> Arc<Self> {
        let safe = Self {
            content: StdMutex::default(),
            reads: AtomicU32::new(0),
            now: StdMutex::new(Timestamp::UNIX_EPOCH),
        };
        safe.put(key);
        Arc::new(safe)
    }

    fn put(&self, key: &str) {
        self.replace(Some(json!({ "api_key": key }).to_string()));
    }

    fn replace(&self, content: Option<String>) {
        *self.content.lock().unwrap() = content;
    }

    fn wait(&self, seconds: i64) {
        *self.now.lock().unwrap() += SignedDuration::from_secs(seconds);
    }

    fn reads(&self) -> u32 {
        self.reads.load(Ordering::SeqCst)
    }

    fn secret(self: &Arc<Self>) -> Secret<OpenAiCredentials> {
        let safe = Arc::clone(self);
        Secret::new("OpenAI", self.clone(), move || {
            safe.reads.fetch_add(1, Ordering::SeqCst);
            let content = safe.content.lock().unwrap().clone();
            std::future::ready(content.map(SecretString::from).ok_or_else(|| "denied".to_owned()))
        })
    }
}

fn key(secret: &OpenAiCredentials) -> String {
    secret.api_key.expose_secret().to_owned()
}

/// Takes one key; returns its address.
fn vendor_that_takes(taken: &'static str, requests: u32) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for _ in 0..requests {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap();
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let is_taken = request.lines().any(|line| line == format!("authorization: Bearer {taken}"));
            let status = if is_taken { "200 OK" } else { "401 Unauthorized" };
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    address
}

async fn ask(secret: &Secret<OpenAiCredentials>, address: &str) -> StatusCode {
    let client = http::client().unwrap();
    let make =
        |secret: &OpenAiCredentials| Ok(client.get(address).bearer_auth(secret.api_key.expose_secret()));
    secret.send(Duration::from_secs(5), make).await.unwrap().status()
}

#[tokio::test]
async fn it_is_read_when_it_is_needed_and_kept_for_five_minutes() {
    let safe = Safe::new("one");
    let secret = safe.secret();
    assert_eq!(safe.reads(), 0);
    assert_eq!(key(&secret.get().await.unwrap()), "one");
    safe.put("two");
    safe.wait(299);
    assert_eq!((key(&secret.clone().get().await.unwrap()), safe.reads()), ("one".to_owned(), 1));
    safe.wait(1);
    assert_eq!((key(&secret.get().await.unwrap()), safe.reads()), ("two".to_owned(), 2));
    safe.wait(300);
    let (first, again) = (secret.get().await.unwrap(), secret.get().await.unwrap());
    assert_eq!((key(&first), safe.reads()), ("two".to_owned(), 3));
    assert!(Arc::ptr_eq(&first, &again));
}

#[tokio::test]
async fn what_the_vendor_refuses_is_read_once_more_and_the_request_made_again() {
    let safe = Safe::new("old");
    let secret = safe.secret();
    secret.get().await.unwrap();
    safe.put("new");
    let vendor = vendor_that_takes("new", 3);
    assert_eq!((ask(&secret, &vendor).await, safe.reads()), (StatusCode::OK, 2), "refused, read, taken");
    assert_eq!((ask(&secret, &vendor).await, safe.reads()), (StatusCode::OK, 2));
}

#[tokio::test]
async fn a_key_that_stays_refused_is_not_sent_twice() {
    let safe = Safe::new("wrong");
    let secret = safe.secret();
    let vendor = vendor_that_takes("right", 1);
    assert_eq!((ask(&secret, &vendor).await, safe.reads()), (StatusCode::UNAUTHORIZED, 2));
}

#[tokio::test]
async fn of_two_that_are_refused_at_once_one_reads_it() {
    let safe = Safe::new("old");
    let secret = safe.secret();
    let refused = secret.get().await.unwrap();
    safe.put("new");
    for _ in 0..2 {
        assert_eq!(secret.instead_of(&refused).await.map(|new| key(&new)).as_deref(), Some("new"));
    }
    assert_eq!(safe.reads(), 2);
}

#[tokio::test]
async fn what_was_good_stays_in_use_while_the_present_one_is_not() {
    let safe = Safe::new("good");
    let secret = safe.secret();
    secret.get().await.unwrap();
    for content in [None, Some("{}".to_owned()), Some("no JSON".to_owned())] {
        safe.wait(300);
        safe.replace(content);
        assert_eq!(key(&secret.get().await.unwrap()), "good");
    }
    safe.put("better");
    assert_eq!(key(&secret.get().await.unwrap()), "better", "it is read again at once");
}

#[tokio::test]
async fn an_empty_one_is_a_fault_of_what_needs_it_and_is_seen_once_it_is_filled_in() {
    let safe = Safe::new("");
    let secret = safe.secret();
    safe.replace(None);
    let error = secret.get().await.unwrap_err();
    assert!(matches!(error, Error::Unavailable { .. }) && is_at_fault(&error));
    safe.replace(Some("{}".to_owned()));
    let error = secret.get().await.unwrap_err();
    assert!(matches!(error, Error::Credentials { .. }) && is_at_fault(&error));
    safe.put("there");
    assert_eq!(key(&secret.get().await.unwrap()), "there");
}
