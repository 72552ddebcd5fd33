//! What a function talks to while its cost is measured: Lambda's Runtime API, and services that give the
//! same answer to the same request, so that nothing but the function's own work varies.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::answers::{self, Table};

/// Under valgrind a start takes its time.
const ANSWER_DEADLINE: Duration = Duration::from_secs(120);

/// Both are served at one address until this is dropped.
pub(crate) struct Stubs {
    pub(crate) address: String,
    shared: Arc<Shared>,
    heard: Mutex<mpsc::UnboundedReceiver<Bytes>>,
    server: JoinHandle<()>,
}

struct Shared {
    event: String,
    /// How many more times the event is handed out.
    wanted: Semaphore,
    answers: mpsc::UnboundedSender<Bytes>,
    table: Table,
    table_requests: AtomicU64,
}

impl Stubs {
    /// `event` is what the function is asked, over and over.
    pub(crate) async fn start(event: &Value) -> Result<Self> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            event: event.to_string(),
            wanted: Semaphore::new(0),
            answers: sender,
            table: Table::new(),
            table_requests: AtomicU64::new(0),
        });
        let app = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(answered))
            .route("/", post(aws))
            .route("/chat/completions", post(async || json_answer(answers::completion())))
            .with_state(Arc::clone(&shared));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?.to_string();
        let server = tokio::spawn(async move {
            // Serving ends only with the task.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { address, shared, heard: Mutex::new(receiver), server })
    }

    /// Has the function answer so many times, whatever it says: on a busy machine the first may be in vain.
    pub(crate) async fn warm_up(&self, times: u32) -> Result<()> {
        for _ in 0..times {
            self.answer().await?;
        }
        Ok(())
    }

    /// Has the function answer so many times, one after the other.
    pub(crate) async fn ask(&self, times: u32) -> Result<()> {
        for _ in 0..times {
            let answer = self.answer().await?;
            ensure!(answer["statusCode"] == 200, "the function answers {answer}");
        }
        Ok(())
    }

    async fn answer(&self) -> Result<Value> {
        self.shared.wanted.add_permits(1);
        let mut heard = self.heard.lock().await;
        let answer = timeout(ANSWER_DEADLINE, heard.recv()).await.context("the function is silent")?;
        Ok(serde_json::from_slice(&answer.context("the stubs are gone")?)?)
    }

    /// How many requests to the table there have been.
    pub(crate) fn table_requests(&self) -> u64 {
        self.shared.table_requests.load(Ordering::Relaxed)
    }
}

impl Drop for Stubs {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn next(State(shared): State<Arc<Shared>>) -> Response {
    // The semaphore is never closed.
    if let Ok(permit) = shared.wanted.acquire().await {
        permit.forget();
    }
    let headers = [
        ("content-type", "application/json"),
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
        ("lambda-runtime-deadline-ms", "4102444800000"),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:000000000000:function:measured"),
        (
            "lambda-runtime-trace-id",
            "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
        ),
    ];
    (headers, shared.event.clone()).into_response()
}

async fn answered(State(shared): State<Arc<Shared>>, answer: Bytes) -> StatusCode {
    // Whoever waited may have given up.
    let _ = shared.answers.send(answer);
    StatusCode::ACCEPTED
}

/// The table and the secrets.
async fn aws(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let answer = match target.split_once('.') {
        Some(("secretsmanager", _)) => body_of(&body).and_then(|request| answers::secret(&request)),
        Some((_, operation)) => {
            shared.table_requests.fetch_add(1, Ordering::Relaxed);
            body_of(&body).and_then(|request| shared.table.answer(operation, &request))
        }
        None => Err(anyhow::anyhow!("no service is named")),
    };
    answer.map_or_else(
        |error| (StatusCode::BAD_REQUEST, format!("{{\"message\":\"{error}\"}}")).into_response(),
        aws_answer,
    )
}

fn body_of(body: &Bytes) -> Result<Value> {
    serde_json::from_slice(body).context("a request that is no JSON")
}

fn aws_answer(body: String) -> Response {
    ([(header::CONTENT_TYPE, "application/x-amz-json-1.0")], body).into_response()
}

fn json_answer(body: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
