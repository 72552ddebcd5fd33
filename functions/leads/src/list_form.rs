//! A form that carries a list of leads, and how its columns are to be read.

use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use homework_domain::country::{Country, UNKNOWN};
use homework_domain::lead_file::{self, Mapping};
use homework_domain::{Error, Result};
use utoipa::ToSchema;

/// What fits a Lambda function's request once API Gateway has encoded it.
pub(crate) const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A form with a list of leads.
#[derive(ToSchema)]
#[schema(as = LeadFile)]
#[expect(dead_code, reason = "only described")]
pub(crate) struct LeadFileForm {
    /// A CSV file; at most 4 MB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Which columns are to be read as what, as JSON: for each field a column's name, its number from 1,
    /// or a list of these. What is not named follows from the columns' names.
    #[schema(example = r#"{"phone": "Contact no.", "name": [1, 2]}"#)]
    mapping: Option<String>,
    /// The country whose national numbers are meant where a row names none: its ISO 3166-1 code.
    #[schema(example = "ES")]
    default_country: Option<String>,
}

pub(crate) struct ListForm {
    pub(crate) file: Bytes,
    pub(crate) mapping: Mapping,
    pub(crate) default_country: Option<Country>,
}

/// Reads the form's fields.
pub(crate) async fn read(form: Result<Multipart, MultipartRejection>) -> Result<ListForm> {
    let mut form = form
        .map_err(|_| Error::invalid("file", "send the file as multipart/form-data in a field named file"))?;
    let (mut file, mut mapping, mut default_country) = (None, Mapping::default(), None);
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("file") if file.is_none() => file = Some(file_content(field).await?),
            Some("mapping") => {
                let text = field.text().await.map_err(unreadable)?;
                mapping = if text.trim().is_empty() { mapping } else { Mapping::parse(&text)? };
            }
            Some("default_country") => default_country = country(&field.text().await.map_err(unreadable)?)?,
            _ => {}
        }
    }
    let file = file.ok_or_else(|| Error::invalid("file", "is missing from the form"))?;
    Ok(ListForm { file, mapping, default_country })
}

/// A default country as it was given; nothing stands for none.
pub(crate) fn country(text: &str) -> Result<Option<Country>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let unknown = || Error::invalid("default_country", UNKNOWN);
    lead_file::country(text).map(Some).ok_or_else(unknown)
}

async fn file_content(field: Field<'_>) -> Result<Bytes> {
    let bytes = field.bytes().await.map_err(unreadable)?;
    if bytes.len() > FILE_BYTES_MAX { Err(too_large()) } else { Ok(bytes) }
}

fn unreadable(error: MultipartError) -> Error {
    match error.status().as_u16() {
        413 => too_large(),
        _ => Error::invalid("file", "the form cannot be read: it is broken or cut short"),
    }
}

fn too_large() -> Error {
    Error::TooLarge(format!("file: must have at most {} MB; split it", FILE_BYTES_MAX / 1024 / 1024))
}
