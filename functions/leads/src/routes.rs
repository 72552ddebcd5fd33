//! The routes: parse, one operation, answer.

use axum::Json;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::http::StatusCode;
use homework_domain::Clock;
use homework_domain::country::Country;
use homework_domain::lead::{Lead, LeadFields, ListedLead, NewLead};
use homework_domain::lead_change::{ChangeFields, LeadChange};
use homework_domain::lead_search::LeadSearch;
use homework_runtime::extract::{JsonBody, ListQuery};
use homework_runtime::openapi::{self, ConsentBody, Id, PageParams, ReadProblems, WriteProblems};
use homework_runtime::{Answer, Created};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::api::{Api, conditions};
use crate::lead_body::{LeadBody, LeadChangeBody, LeadPage, NewLeadBody};
use crate::lead_detail::LeadDetail;
use crate::list_body::UploadBody;
use crate::list_form::LeadFileForm;
use crate::{
    do_not_call, erasing, export, imports, list_form, national_lists, number_export, number_imports,
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    // Multipart framing comes on top of the file itself.
    let file_limit = DefaultBodyLimit::max(list_form::FILE_BYTES_MAX + 16 * 1024);
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(upload).layer(file_limit))
        .routes(routes!(imports::announce))
        .routes(routes!(imports::preview).layer(file_limit))
        .routes(routes!(imports::map))
        .routes(routes!(imports::restart))
        .routes(routes!(imports::progress))
        .routes(routes!(export::export))
        .routes(routes!(call_backs))
        .routes(routes!(show, change, erasing::remove))
        .routes(routes!(do_not_call::list, do_not_call::record, do_not_call::remove))
        .routes(routes!(do_not_call::list_removals))
        .routes(routes!(number_imports::announce))
        .routes(routes!(number_imports::progress))
        .routes(routes!(number_imports::restart))
        .routes(routes!(number_export::export))
        .routes(routes!(national_lists::list))
        .routes(routes!(national_lists::remove))
}

/// Takes in a lead. Its language and time zone follow from the phone where they are not named.
#[utoipa::path(post, path = "/api/leads", operation_id = "create_lead", tag = "leads",
    request_body = NewLeadBody,
    responses((status = 201, description = "The lead.", body = LeadBody), WriteProblems))]
async fn create(State(api): State<Api>, JsonBody(body): JsonBody<NewLeadBody>) -> Created<LeadBody> {
    let fields = LeadFields {
        name: &body.name,
        phone: &body.phone,
        email: body.email.as_deref(),
        company: body.company.as_deref(),
        language: body.language.as_deref(),
        time_zone: body.time_zone.as_deref(),
        country: Country::default_of_numbers(body.default_country.as_deref())?,
        consent: body.consent.as_ref().map(ConsentBody::fields),
    };
    let now = api.clock.now();
    let lead = Lead::create(NewLead::read(&fields, now)?, now);
    api.store.create_lead(&lead).await?;
    Ok((StatusCode::CREATED, Json(lead.into())))
}

/// The leads, the latest first.
#[utoipa::path(
    get,
    path = "/api/leads",
    operation_id = "list_leads",
    tag = "leads",
    params(
        PageParams,
        ("status" = Option<openapi::LeadStatus>, Query, description = "Only leads with this status."),
        ("campaign_id" = Option<Id>, Query, description = "Only a campaign's leads."),
        ("partner_id" = Option<Id>, Query, description = "Only leads a partner sent."),
        ("search" = Option<String>, Query, description = "Only leads that are found by the beginning of any word \
            of their name or company, whatever the case and the accents; of their number, international or \
            national; or of their e-mail address. Together with the others, and with several of them, `total` \
            counts no further than the page after this one, and a page may have fewer leads than `page_size` \
            and yet a next one."),
        ("order" = Option<openapi::Order>, Query, description = "The newest first by default; not together with \
            `search`, whose leads are in the order of what was searched."),
    ),
    responses((status = 200, description = "A page of leads.", body = LeadPage), ReadProblems)
)]
async fn list(State(api): State<Api>, query: ListQuery) -> Answer<LeadPage> {
    let conditions = conditions(&query)?;
    if let Some(text) = query.filter("search") {
        query.at_most_one_of(&["search", "order"])?;
        let search = LeadSearch::parse(text)?;
        let found = api.store.search_leads(&search, &conditions, &query.page).await?;
        return Ok(Json(found.map(ListedLead::from).into()));
    }
    Ok(Json(api.store.list_leads_with(conditions, query.order()?, &query.page).await?.into()))
}

/// The leads that are to be called at a moment that was agreed on, the earliest first, whatever their campaign.
#[utoipa::path(get, path = "/api/leads/call-backs", operation_id = "list_call_backs", tag = "leads",
    params(PageParams),
    responses((status = 200, description = "A page of leads.", body = LeadPage), ReadProblems))]
async fn call_backs(State(api): State<Api>, query: ListQuery) -> Answer<LeadPage> {
    Ok(Json(api.store.list_call_backs(&query.page).await?.into()))
}

/// One lead, with what happened to it.
#[utoipa::path(get, path = "/api/leads/{lead_id}", operation_id = "get_lead", tag = "leads",
    params(("lead_id" = Id, Path)),
    responses((status = 200, description = "The lead.", body = LeadDetail), ReadProblems))]
async fn show(State(api): State<Api>, Path(id): Path<String>) -> Answer<LeadDetail> {
    let lead = api.store.lead(id.parse()?).await?;
    let (calls, meetings) = match lead.call_id {
        Some(_) => api.store.lead_history(lead.id).await?,
        // Nothing has happened to it: there is no meeting without a call.
        None => (vec![], vec![]),
    };
    Ok(Json(LeadDetail::new(lead, calls, meetings)))
}

/// Corrects a lead; not while it is being called. With the phone, its country, language and time
/// zone change, unless they were named, and its consent goes. A lead that was set aside for want of consent is so no
/// longer once there is one that suffices.
#[utoipa::path(patch, path = "/api/leads/{lead_id}", operation_id = "change_lead", tag = "leads",
    params(("lead_id" = Id, Path)), request_body = LeadChangeBody,
    responses((status = 200, description = "The lead as it is now.", body = LeadBody), WriteProblems))]
async fn change(
    State(api): State<Api>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<LeadChangeBody>,
) -> Answer<LeadBody> {
    let fields = ChangeFields {
        name: body.name.as_deref(),
        phone: body.phone.as_deref(),
        email: body.email.as_ref().map(Option::as_deref),
        company: body.company.as_ref().map(Option::as_deref),
        language: body.language.as_ref().map(Option::as_deref),
        time_zone: body.time_zone.as_ref().map(Option::as_deref),
        consent: body.consent.as_ref().map(|consent| consent.as_ref().map(ConsentBody::fields)),
    };
    let now = api.clock.now();
    let change = LeadChange::read(&fields, now)?;
    Ok(Json(api.store.change_lead(id.parse()?, change, now).await?.into()))
}

/// Takes in leads from a CSV file: the good rows, and names every bad one.
///
/// Columns are recognised by the names that exports give them. Where none is known to have the names or
/// the numbers, or where a file cannot be read as a list, nothing is taken in; `mapping` then says which
/// columns are meant.
#[utoipa::path(post, path = "/api/leads/upload", operation_id = "upload_leads", tag = "leads",
    request_body(content = LeadFileForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "What became of the rows.", body = UploadBody), WriteProblems))]
async fn upload(
    State(api): State<Api>,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Answer<UploadBody> {
    let form = list_form::read(form).await?;
    let (rows, refused) = api.uploads.take_in(&form.file, &form.mapping, form.default_country).await?;
    let refused_url = match refused {
        Some(key) => Some(api.files.link(&key, imports::LINK_VALID_FOR, Some("refused-rows.csv")).await?),
        None => None,
    };
    Ok(Json(UploadBody::new(rows, refused_url)))
}
