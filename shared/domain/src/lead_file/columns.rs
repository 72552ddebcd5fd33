//! Which columns of a list are which field of a lead.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::header_words::squashed;
use crate::error::{Error, FieldError, Result};
use crate::words::words;

words! {
    /// What a column can say about a lead.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Field {
        Name = "name",
        FirstName = "first_name",
        LastName = "last_name",
        Phone = "phone",
        Email = "email",
        Company = "company",
        /// Whose national numbers the row's are.
        Country = "country",
        Language = "language",
        TimeZone = "time_zone",
        /// Yes: the row is refused.
        DoNotCall = "do_not_call",
        /// Of a consent to calls; see [`Consent`](crate::consent::Consent).
        ConsentKind = "consent_kind",
        ConsentSource = "consent_source",
        ConsentText = "consent_text",
        ConsentLink = "consent_link",
        ConsentAt = "consent_at",
        ConsentSeller = "consent_seller",
    }
}

impl Field {
    pub(super) const OF_CONSENT: [Self; 6] = [
        Self::ConsentKind,
        Self::ConsentSource,
        Self::ConsentText,
        Self::ConsentLink,
        Self::ConsentAt,
        Self::ConsentSeller,
    ];
}

/// Each field's columns, by their place from 0; of several the first that says something counts.
///
/// An import that was begun by an earlier version names one place for each field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Columns(BTreeMap<Field, Places>);

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
struct Places(Vec<usize>);

impl<'de> Deserialize<'de> for Places {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Stored {
            One(usize),
            Many(Vec<usize>),
        }
        Ok(match Stored::deserialize(deserializer)? {
            Stored::One(place) => Self(vec![place]),
            Stored::Many(places) => Self(places),
        })
    }
}

/// A column as whoever sends a list names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ColumnRef {
    /// From 1.
    Number(u16),
    /// Its name in the header.
    Name(String),
}

/// Which columns are to be read as what. A field that is named is read from these columns alone (from
/// none, if there are none); all others as their names say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping(BTreeMap<Field, OneOrMany>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(ColumnRef),
    Many(Vec<ColumnRef>),
}

impl Columns {
    pub fn of(&self, field: Field) -> &[usize] {
        self.0.get(&field).map_or(&[], |places| &places.0)
    }

    /// What the column at `place` is read as.
    pub fn field_of(&self, place: usize) -> Option<Field> {
        self.0.iter().find(|(_, places)| places.0.contains(&place)).map(|(field, _)| *field)
    }

    /// The fields without which there are no leads, and that no column gives.
    pub fn missing(&self) -> Vec<Field> {
        let has = |field| !self.of(field).is_empty();
        let has_name = has(Field::Name) || has(Field::FirstName) || has(Field::LastName);
        let mut missing = Vec::new();
        if !has_name {
            missing.push(Field::Name);
        }
        if !has(Field::Phone) {
            missing.push(Field::Phone);
        }
        missing
    }

    pub(super) fn set(&mut self, field: Field, places: Vec<usize>) {
        if places.is_empty() {
            self.0.remove(&field);
        } else {
            self.0.insert(field, Places(places));
        }
    }

    /// Reads the fields that `mapping` names from the columns that it names.
    ///
    /// # Errors
    /// `Invalid` on `mapping.<field>` for a column that the header does not have.
    pub(super) fn follow(&mut self, mapping: &Mapping, header: &[String]) -> Result<()> {
        let mut errors = Vec::new();
        for (field, columns) in &mapping.0 {
            let mut places = Vec::new();
            for column in columns.all() {
                match column.place(header) {
                    Some(place) => places.push(place),
                    None => errors.push(FieldError::new(
                        format!("mapping.{}", field.as_str()),
                        format!("the file has no column {}", column.shown()),
                    )),
                }
            }
            for other in self.0.values_mut() {
                other.0.retain(|place| !places.contains(place));
            }
            self.set(*field, places);
        }
        self.0.retain(|_, places| !places.0.is_empty());
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
    }
}

impl Mapping {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads a mapping from JSON, such as `{"phone": "Contact no.", "name": [1, 2]}`.
    pub fn parse(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(|_| {
            let fields = Field::ALL.map(Field::as_str).join(", ");
            let message = format!(
                "must be a JSON object from fields ({fields}) to columns: a name, a number from 1, or a list of these"
            );
            Error::invalid("mapping", message)
        })
    }
}

impl OneOrMany {
    fn all(&self) -> &[ColumnRef] {
        match self {
            Self::One(column) => std::slice::from_ref(column),
            Self::Many(columns) => columns,
        }
    }
}

impl ColumnRef {
    fn place(&self, header: &[String]) -> Option<usize> {
        match self {
            Self::Number(number) => (*number as usize).checked_sub(1).filter(|place| *place < header.len()),
            Self::Name(name) => {
                let exact = header.iter().position(|cell| cell == name.trim());
                let wanted = squashed(name);
                exact
                    .or_else(|| header.iter().position(|cell| !wanted.is_empty() && squashed(cell) == wanted))
            }
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Name(name) => format!("{:?}", name.chars().take(60).collect::<String>()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_that_an_earlier_version_began_is_read_on() {
        let old: Columns = serde_json::from_str(r#"{"name": 1, "phone": 0, "email": 2}"#).unwrap();
        assert_eq!(
            (old.of(Field::Name), old.of(Field::Phone), old.of(Field::Email)),
            (&[1][..], &[0][..], &[2][..])
        );
        assert!(old.missing().is_empty());
        let again: Columns = serde_json::from_value(serde_json::to_value(&old).unwrap()).unwrap();
        assert_eq!(again, old);
    }

    #[test]
    fn a_mapping_takes_columns_by_name_or_number() {
        let header = ["Who".to_owned(), "Contact no.".into(), "Mail".into()];
        let mut columns = Columns::default();
        columns.set(Field::Name, vec![1]);
        let mapping = Mapping::parse(r#"{"name": "who", "phone": ["Contact No", 3], "email": []}"#).unwrap();
        columns.follow(&mapping, &header).unwrap();
        assert_eq!((columns.of(Field::Name), columns.of(Field::Phone)), (&[0][..], &[1, 2][..]));
        let wrong = Mapping::parse(r#"{"phone": "Fax", "name": 4}"#).unwrap();
        let Err(Error::Invalid(errors)) = columns.follow(&wrong, &header) else { panic!() };
        assert_eq!(errors.iter().map(|e| &*e.field).collect::<Vec<_>>(), ["mapping.name", "mapping.phone"]);
        for bad in ["", "[]", r#"{"shoe": 1}"#, r#"{"phone": {}}"#] {
            assert!(Mapping::parse(bad).is_err(), "{bad}");
        }
    }
}
