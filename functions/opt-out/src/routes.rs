//! The routes: parse, one operation, a page. Whoever gets one is a person, so even what fails is told as a page.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::ids::MeetingId;
use homework_domain::locale::Language;
use homework_domain::{Error, Result};
use homework_operations::opt_out::Guest;
use homework_runtime::openapi::{Id, PageProblems};
use homework_store::Store;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::page::{Page, Says};

#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) store: Store,
    pub(crate) company: String,
    pub(crate) clock: SystemClock,
}

/// What a link's address ends with.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct Link {
    /// The meeting's.
    #[param(value_type = Id)]
    meeting_id: String,
    /// The link's, which is in the invitation only.
    token: String,
}

impl Link {
    async fn guest(&self, store: &Store) -> Result<Guest> {
        Guest::find(store, self.meeting_id.parse::<MeetingId>()?, &self.token).await
    }
}

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::default().routes(routes!(ask, opt_out))
}

/// What the opt-out link in an invitation opens: a page that asks whether its guest is not to be called again. Opening
/// it changes nothing, since programs that look through mail open links too.
#[utoipa::path(get, path = "/api/opt-out/{meeting_id}/{token}", operation_id = "ask_opt_out", tag = "opt-out",
    security(()),
    params(Link),
    responses((status = 200, description = "The page, in the language of the call.", body = String,
            content_type = "text/html"),
        PageProblems))]
async fn ask(State(site): State<Site>, Path(link): Path<Link>, headers: HeaderMap) -> Page {
    let asked = async {
        let guest = link.guest(&site.store).await?;
        let says = if guest.has_opted_out(&site.store).await? { Says::Done } else { Says::Question };
        Ok((guest.language, says))
    };
    page(&site, asked.await, &headers)
}

/// The button of that page: the number of the meeting's guest, and the one they were called at where that was another,
/// are never called again. It may be pressed twice.
#[utoipa::path(post, path = "/api/opt-out/{meeting_id}/{token}", operation_id = "opt_out", tag = "opt-out",
    security(()),
    params(Link),
    responses((status = 200, description = "A page that says so, in the language of the call.", body = String,
            content_type = "text/html"),
        PageProblems))]
async fn opt_out(State(site): State<Site>, Path(link): Path<Link>, headers: HeaderMap) -> Page {
    let done = async {
        let guest = link.guest(&site.store).await?;
        guest.opt_out(&site.store, site.clock.now()).await?;
        tracing::info!(meeting_id = link.meeting_id, "a guest opted out of calls");
        Ok((guest.language, Says::Done))
    };
    page(&site, done.await, &headers)
}

fn page(site: &Site, outcome: Result<(Language, Says)>, headers: &HeaderMap) -> Page {
    let (status, language, says) = match outcome {
        Ok((language, says)) => (StatusCode::OK, language, says),
        Err(Error::NotFound { .. }) => (StatusCode::NOT_FOUND, readers_language(headers), Says::NoLongerGood),
        Err(error) => {
            tracing::error!(%error, "an opt-out link could not be followed");
            (StatusCode::SERVICE_UNAVAILABLE, readers_language(headers), Says::TryLater)
        }
    };
    Page { status, language, says, company: site.company.clone() }
}

/// The first language that the browser asks for, of those there are.
fn readers_language(headers: &HeaderMap) -> Language {
    let wanted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let tags = wanted.split(',').map(|tag| tag.split(';').next().unwrap_or_default());
    tags.filter_map(|tag| Language::read(tag).ok()).next().unwrap_or(Language::En)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_knows_nobody_is_in_the_readers_language() {
        let read = |wanted: &str| {
            readers_language(&HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, wanted.parse().unwrap())]))
        };
        assert_eq!(read("nl, de-AT;q=0.8, en;q=0.5"), Language::De);
        assert_eq!((read(""), read("*")), (Language::En, Language::En));
        assert_eq!(readers_language(&HeaderMap::new()), Language::En);
    }
}
