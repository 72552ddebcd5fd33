//! A lead's consent to calls, as several functions take and show it.

use homework_domain::consent::ConsentFields;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::schemas::ConsentKind;

/// That somebody agreed to calls by an artificial voice, for `#[schema(value_type = Consent)]`: the domain's own is
/// what is sent.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described")]
pub struct Consent {
    kind: ConsentKind,
    /// Where it was given.
    #[schema(example = "acme.example/quote")]
    source: String,
    /// The words that were agreed to.
    #[schema(example = "I agree that Acme may call me with an automated voice.")]
    text: Option<String>,
    /// The https address of a proof.
    #[schema(example = "https://acme.example/consents/7")]
    link: Option<String>,
    given_at: Timestamp,
    /// Who may call by it.
    #[schema(example = "Acme")]
    seller: String,
}

/// That somebody agreed to calls by an artificial voice. It is kept with every call that is made by it, also after the
/// lead is deleted, so its words should name nobody.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewConsent)]
pub struct ConsentBody {
    #[serde(default)]
    #[schema(required, nullable = false, value_type = ConsentKind)]
    kind: Option<String>,
    /// Where it was given, such as a form's name or address.
    #[serde(default)]
    #[schema(required, nullable = false, value_type = String, min_length = 1, max_length = 200, example = "acme.example/quote")]
    source: Option<String>,
    /// The words that were agreed to; required without `link`.
    #[serde(default)]
    #[schema(max_length = 1000, example = "I agree that Acme may call me with an automated voice.")]
    text: Option<String>,
    /// The https address of a proof, such as a certificate or a recording; required without `text`.
    #[serde(default)]
    #[schema(max_length = 500, example = "https://acme.example/consents/7")]
    link: Option<String>,
    /// A time, or a date in UTC; not in the future.
    #[serde(default)]
    #[schema(required, nullable = false, value_type = String, example = "2026-11-02T09:30:00Z")]
    given_at: Option<String>,
    /// Who may call by it.
    #[serde(default)]
    #[schema(required, nullable = false, value_type = String, min_length = 1, max_length = 200, example = "Acme")]
    seller: Option<String>,
}

impl ConsentBody {
    /// As the domain reads it.
    pub fn fields(&self) -> ConsentFields<'_> {
        ConsentFields {
            kind: self.kind.as_deref(),
            source: self.source.as_deref(),
            text: self.text.as_deref(),
            link: self.link.as_deref(),
            given_at: self.given_at.as_deref(),
            seller: self.seller.as_deref(),
        }
    }
}
