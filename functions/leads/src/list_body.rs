//! What the API says of a list of leads: its columns, a preview, what became of its rows.

use homework_domain::FieldError;
use homework_domain::country::Country;
use homework_domain::import;
use homework_domain::lead_file::{DescribedColumn, Encoding, Layout, RowProblem};
use homework_operations::upload::Rows;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

const PREVIEW_ROWS: usize = 20;
const SAMPLES: usize = 3;

/// What of a lead a column may be read as.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes Field")]
pub(crate) enum LeadField {
    Name,
    FirstName,
    LastName,
    Phone,
    Email,
    Company,
    Country,
    Language,
    TimeZone,
    DoNotCall,
    /// WRITTEN or ORAL.
    ConsentKind,
    ConsentSource,
    ConsentText,
    ConsentLink,
    ConsentAt,
    ConsentSeller,
}

/// READ into `field`; SET_ASIDE: it is recognised, and a lead has nothing of the kind; UNKNOWN: nobody
/// knows what it is.
#[derive(ToSchema)]
#[schema(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "describes ColumnUse")]
pub(crate) enum ColumnUse {
    Read,
    SetAside,
    Unknown,
}

/// A column of a list, and what becomes of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListColumn)]
pub(crate) struct ColumnBody {
    /// From 1.
    number: usize,
    /// As the header names it; empty where there is none.
    #[schema(example = "Contact no.")]
    header: String,
    /// What it is read as.
    #[schema(required, value_type = Option<LeadField>)]
    field: Option<&'static str>,
    #[serde(rename = "use")]
    #[schema(value_type = ColumnUse)]
    usage: homework_domain::lead_file::ColumnUse,
}

pub(crate) fn columns(described: Vec<DescribedColumn>) -> Vec<ColumnBody> {
    let columns = described.into_iter().enumerate().map(|(place, column)| ColumnBody {
        number: place + 1,
        header: column.header,
        field: column.field.map(homework_domain::lead_file::Field::as_str),
        usage: column.usage,
    });
    columns.collect()
}

/// What is told of a row: why it was not taken in, or what was left out of its lead. Rows are numbered
/// as a spreadsheet shows them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RowError {
    row: u64,
    #[serde(flatten)]
    #[schema(value_type = RowField)]
    error: FieldError,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes FieldError")]
struct RowField {
    #[schema(example = "phone")]
    field: String,
    #[schema(example = "is not a phone number")]
    message: String,
}

impl From<import::RowError> for RowError {
    fn from(import::RowError { row, field, message, .. }: import::RowError) -> Self {
        Self { row, error: FieldError::new(field, message) }
    }
}

/// What became of an uploaded file: `leads_created`, `rows_refused` and `rows_skipped` add up to
/// `rows_total`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeadUpload)]
pub(crate) struct UploadBody {
    success: bool,
    /// Rows below the header.
    rows_total: usize,
    leads_created: usize,
    rows_refused: usize,
    /// Blank ones.
    rows_skipped: usize,
    /// Why rows were not taken in.
    errors: Vec<RowError>,
    /// What was left out of leads that were created, such as an e-mail address that is none.
    warnings: Vec<RowError>,
    columns: Vec<ColumnBody>,
    /// The refused rows as they stood in the file, with the columns `row` and `reason` beside them, to be
    /// corrected and sent again; the address is good for 15 minutes. Null where no row was refused.
    #[schema(required)]
    refused_url: Option<String>,
}

impl UploadBody {
    /// Of rows whose refused ones are sorted by now.
    pub(crate) fn new(rows: Rows, refused_url: Option<String>) -> Self {
        let rows_refused = rows.rows_refused();
        Self {
            success: true,
            rows_total: rows.total,
            leads_created: rows.total - rows.blank - rows_refused,
            rows_refused,
            rows_skipped: rows.blank,
            columns: columns(rows.layout.described()),
            errors: rows.errors.into_iter().map(RowError::from).collect(),
            warnings: rows.warnings.into_iter().map(RowError::from).collect(),
            refused_url,
        }
    }
}

/// How a list would be read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListPreview)]
pub(crate) struct PreviewBody {
    #[schema(example = "UTF-8")]
    encoding: &'static str,
    /// What separates the cells.
    #[schema(example = ";")]
    delimiter: String,
    /// The row with the columns' names; null where the list begins without one.
    #[schema(required)]
    header_row: Option<u64>,
    columns: Vec<PreviewColumn>,
    /// What must be there and no column is known to have: an import needs a mapping that names it.
    #[schema(value_type = Vec<LeadField>)]
    missing: Vec<&'static str>,
    /// The first rows that are not blank.
    rows: Vec<PreviewRow>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewColumn {
    #[serde(flatten)]
    column: ColumnBody,
    /// The first things that stand in it.
    samples: Vec<String>,
}

/// A row as it would be taken in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewRow {
    row: u64,
    cells: Vec<String>,
    #[schema(required)]
    lead: Option<PreviewLead>,
    /// Why it would be refused.
    errors: Vec<RowError>,
    /// What would be left out.
    warnings: Vec<RowError>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewLead {
    name: String,
    phone: String,
    #[schema(required)]
    email: Option<String>,
    #[schema(required)]
    company: Option<String>,
}

impl PreviewBody {
    pub(crate) fn new(layout: &Layout, default_country: Option<Country>, now: Timestamp) -> Self {
        let filled = || layout.first_rows.iter().filter(|row| !row.is_blank());
        let samples = |place: usize| {
            let cells = filled().filter_map(|row| row.cells.get(place)).filter(|cell| !cell.is_empty());
            cells.take(SAMPLES).map(|cell| cell.chars().take(60).collect()).collect()
        };
        let columns = columns(layout.described()).into_iter().enumerate();
        let missing = layout.columns.missing();
        let rows = filled().take(PREVIEW_ROWS).map(|row| {
            let read = layout.columns.read(row, default_country, now);
            let told = |errors: Vec<FieldError>| {
                errors.into_iter().map(|error| RowError { row: row.number, error }).collect()
            };
            let (lead, errors) = match read.lead {
                Ok(new) => (Some(new), vec![]),
                Err(RowProblem::Fields(errors)) => (None, errors),
                Err(RowProblem::Blank) => (None, vec![]),
            };
            PreviewRow {
                row: row.number,
                cells: row.cells.iter().map(|cell| cell.chars().take(120).collect()).collect(),
                lead: lead.map(|new| PreviewLead {
                    name: new.name,
                    phone: new.phone.into(),
                    email: new.email.map(String::from),
                    company: new.company,
                }),
                errors: told(errors),
                warnings: told(read.warnings),
            }
        });
        Self {
            encoding: match layout.encoding {
                Encoding::Utf8 => "UTF-8",
                Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
            },
            delimiter: char::from(layout.delimiter).to_string(),
            header_row: layout.header_row,
            columns: columns
                .map(|(place, column)| PreviewColumn { column, samples: samples(place) })
                .collect(),
            missing: missing.iter().map(|field| field.as_str()).collect(),
            rows: rows.collect(),
        }
    }
}
