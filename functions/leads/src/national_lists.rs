//! The national do-not-call lists in use.

use axum::extract::{Path, State};
use axum::{Extension, Json};
use homework_domain::Clock;
use homework_domain::national_list::{ListMark, NationalList};
use homework_runtime::Answer;
use homework_runtime::claims::Operator;
use homework_runtime::extract::ListQuery;
use homework_runtime::openapi::{Id, ReadProblems, WriteProblems};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Api;
use crate::do_not_call::asked_number;
use crate::number_imports::EditionBody;

/// A national do-not-call list in use. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NationalList)]
pub(crate) struct ListBody {
    #[serde(flatten)]
    edition: EditionBody,
    /// Rows of the edition that had a number.
    numbers: u64,
    imported_at: Timestamp,
    /// The import that brought it.
    #[schema(value_type = Id)]
    import_id: String,
    /// From then on nobody is called where it holds, until a fresh edition is imported.
    stale_from: Timestamp,
    is_stale: bool,
}

impl ListBody {
    fn new(list: NationalList, now: Timestamp) -> Self {
        let (stale_from, is_stale) = (list.edition.stale_from(), list.is_stale(now));
        Self {
            edition: list.edition.into(),
            numbers: list.numbers,
            imported_at: list.imported_at,
            import_id: list.import_id.to_string(),
            stale_from,
            is_stale,
        }
    }
}

/// The national lists in use.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NationalLists)]
pub(crate) struct ListsBody {
    lists: Vec<ListBody>,
}

/// The national do-not-call lists in use, by name. One is in use from its first import on.
#[utoipa::path(get, path = "/api/do-not-call/lists", operation_id = "list_national_lists", tag = "leads",
    params(("phone" = Option<String>, Query, description = "Only those that this number is on, in international \
        form.")),
    responses((status = 200, description = "The lists.", body = ListsBody), ReadProblems))]
pub(crate) async fn list(State(api): State<Api>, query: ListQuery) -> Answer<ListsBody> {
    let now = api.clock.now();
    let mut lists = api.store.national_lists().await?;
    if let Some(phone) = query.filter("phone") {
        let listed = api.store.number_marks(&asked_number(phone)?).await?.listed;
        lists.retain(|list| {
            listed.contains(&ListMark { name: list.edition.name.clone(), import_id: list.import_id })
        });
    }
    Ok(Json(ListsBody { lists: lists.into_iter().map(|list| ListBody::new(list, now)).collect() }))
}

/// Takes a national list out of use. Its numbers may be called, and nobody waits for a fresh edition.
#[utoipa::path(delete, path = "/api/do-not-call/lists/{name}", operation_id = "remove_national_list",
    tag = "leads", security(("operator" = ["admin"])),
    params(("name" = String, Path, description = "The list's name, such as TPS.")),
    responses((status = 200, description = "The list as it was.", body = ListBody), WriteProblems))]
pub(crate) async fn remove(
    State(api): State<Api>,
    Extension(operator): Extension<Operator>,
    Path(name): Path<String>,
) -> Answer<ListBody> {
    let list = api.store.drop_national_list(&name).await?;
    tracing::warn!(operator = operator.subject, list = name, "a national list was taken out of use");
    Ok(Json(ListBody::new(list, api.clock.now())))
}
