//! Enumerations whose values are words, in the table and in the API.

/// Declares an enumeration with its words, each said once: they are what is stored, shown and read.
///
/// With a field's name it can be read from a text, whose error is about that field.
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub enum $name:ident $(read as $field:literal)? {
            $($(#[$about:meta])* $variant:ident = $word:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$about])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        $(
        impl std::str::FromStr for $name {
            type Err = $crate::Error;

            fn from_str(text: &str) -> $crate::Result<Self> {
                Self::ALL.into_iter().find(|known| known.as_str() == text).ok_or_else(|| {
                    let known = Self::ALL.map(Self::as_str).join(", ");
                    $crate::Error::invalid($field, format!("must be one of {known}"))
                })
            }
        }
        )?
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    use crate::lead::LeadStatus;

    #[test]
    fn what_is_shown_is_what_is_stored_and_read() {
        for status in LeadStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
            assert_eq!(serde_json::from_value::<LeadStatus>(status.as_str().into()).unwrap(), status);
            assert_eq!(status.to_string().parse::<LeadStatus>().unwrap(), status);
        }
        let refusal = "LOST".parse::<LeadStatus>().unwrap_err().to_string();
        assert!(refusal.contains("status") && refusal.contains("PENDING, QUEUED"), "{refusal}");
    }
}
