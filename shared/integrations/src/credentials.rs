//! What the secrets hold, one JSON document per vendor.

use secrecy::SecretString;
use serde::Deserialize;

/// `{"account_sid", "auth_token", "phone_number"}`, and `"previous_auth_token"` while the token is changed
#[derive(Debug, Clone, Deserialize)]
pub struct TwilioCredentials {
    pub account_sid: String,
    pub auth_token: SecretString,
    /// What Twilio signs with until `auth_token`, a secondary one, is promoted.
    #[serde(default)]
    pub previous_auth_token: Option<SecretString>,
    /// The number we call from, E.164.
    pub phone_number: String,
}

/// `{"api_key"}`
#[derive(Debug, Clone, Deserialize)]
pub struct OpenAiCredentials {
    pub api_key: SecretString,
}

/// `{"calendar_id", "credentials", "delegated_user"}`
#[derive(Debug, Clone, Deserialize)]
pub struct GoogleCredentials {
    /// The calendar that meetings go into, such as `sales@example.com`.
    pub calendar_id: String,
    /// The JSON file that Google hands out.
    pub credentials: GoogleAccount,
    /// Whom a service account acts for. Google lets service accounts invite guests only so
    /// (domain-wide delegation).
    #[serde(default)]
    pub delegated_user: Option<String>,
}

/// The JSON file that Google hands out, told apart by its `type`. Fields we do not use are ignored.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum GoogleAccount {
    ServiceAccount(ServiceAccount),
    AuthorizedUser(AuthorizedUser),
}

/// A robot's account, which signs for itself.
#[derive(Debug, Clone, Deserialize)]
pub struct ServiceAccount {
    pub client_email: String,
    /// RSA, PEM.
    pub private_key: SecretString,
    pub private_key_id: String,
}

/// A person's consent, given once.
#[derive(Debug, Clone, Deserialize)]
pub struct AuthorizedUser {
    pub client_id: String,
    pub client_secret: SecretString,
    pub refresh_token: SecretString,
}

/// `{"api_key"}`
#[derive(Debug, Clone, Deserialize)]
pub struct ElevenLabsCredentials {
    pub api_key: SecretString,
}

/// The ElevenLabs secret, which may be `{}`: then Twilio's own voices are heard.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "serde_json::Map<String, serde_json::Value>")]
pub struct ElevenLabsSecret(pub Option<ElevenLabsCredentials>);

impl TryFrom<serde_json::Map<String, serde_json::Value>> for ElevenLabsSecret {
    type Error = serde_json::Error;

    fn try_from(secret: serde_json::Map<String, serde_json::Value>) -> Result<Self, Self::Error> {
        if secret.is_empty() {
            return Ok(Self(None));
        }
        serde_json::from_value(secret.into()).map(|credentials| Self(Some(credentials)))
    }
}

/// `{"account_id", "client_id", "client_secret"}`
#[derive(Debug, Clone, Deserialize)]
pub struct ZoomCredentials {
    pub account_id: String,
    pub client_id: String,
    pub client_secret: SecretString,
}

/// The Zoom secret, which may be `{}`: then there is no Zoom, and the calendar's own link is used.
/// A secret that is filled in half is an error.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "serde_json::Map<String, serde_json::Value>")]
pub struct ZoomSecret(pub Option<ZoomCredentials>);

impl TryFrom<serde_json::Map<String, serde_json::Value>> for ZoomSecret {
    type Error = serde_json::Error;

    fn try_from(secret: serde_json::Map<String, serde_json::Value>) -> Result<Self, Self::Error> {
        if secret.is_empty() {
            return Ok(Self(None));
        }
        serde_json::from_value(secret.into()).map(|credentials| Self(Some(credentials)))
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn zoom_may_be_absent_but_not_half_there() {
        assert!(serde_json::from_str::<ZoomSecret>("{}").unwrap().0.is_none());
        let whole = r#"{"account_id":"a","client_id":"b","client_secret":"c"}"#;
        let zoom = serde_json::from_str::<ZoomSecret>(whole).unwrap().0.unwrap();
        assert_eq!(zoom.client_secret.expose_secret(), "c");
        let half = serde_json::from_str::<ZoomSecret>(r#"{"account_id":"a"}"#).unwrap_err();
        assert!(half.to_string().contains("client_id"), "{half}");
    }

    #[test]
    fn both_kinds_of_google_file_are_read() {
        let robot = r#"{"calendar_id":"sales@example.com","delegated_user":null,"credentials":{
            "type":"service_account","project_id":"p","client_email":"r@p.iam.gserviceaccount.com",
            "private_key":"PEM","private_key_id":"k1","token_uri":"https://oauth2.googleapis.com/token"}}"#;
        let robot = serde_json::from_str::<GoogleCredentials>(robot).unwrap();
        assert!(matches!(robot.credentials, GoogleAccount::ServiceAccount(a) if a.private_key_id == "k1"));
        let person = r#"{"calendar_id":"primary","credentials":{
            "type":"authorized_user","client_id":"i","client_secret":"s","refresh_token":"r"}}"#;
        let person = serde_json::from_str::<GoogleCredentials>(person).unwrap();
        assert!(matches!(person.credentials, GoogleAccount::AuthorizedUser(_)));
    }

    #[test]
    fn secrets_do_not_show_when_printed() {
        let twilio: TwilioCredentials =
            serde_json::from_str(r#"{"account_sid":"AC1","auth_token":"hush","phone_number":"+1"}"#).unwrap();
        assert!(!format!("{twilio:?}").contains("hush"));
    }
}
