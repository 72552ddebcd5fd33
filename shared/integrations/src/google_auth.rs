//! Access tokens for Google's APIs.
//! <https://developers.google.com/identity/protocols/oauth2/service-account#httprest>
//! <https://developers.google.com/identity/protocols/oauth2/web-server#offline>

use std::time::Duration;

use homework_domain::{Error, Result};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use url::Url;

use crate::credentials::{GoogleAccount, GoogleCredentials, ServiceAccount};
use crate::http;
use crate::secret::{self, Secret};
use crate::token::{Grant, TokenSource};

pub(crate) const SERVICE: &str = "Google";
/// Also the audience of an assertion, wherever that is sent. The `token_uri` of the credentials is
/// not needed: it is either this or an older name for it.
pub(crate) const TOKEN_URL: &str = "https://oauth2.googleapis.com/token";
/// As little as we need: events, and when people are busy. An administrator grants exactly these
/// to a service account that acts for somebody.
const SCOPE: &str =
    "https://www.googleapis.com/auth/calendar.events https://www.googleapis.com/auth/calendar.freebusy";
/// The longest Google allows.
const ASSERTION_SECONDS: i64 = 3600;
const TIMEOUT: Duration = Duration::from_secs(4);

/// Where Google's tokens come from: for its account, or whom that acts for.
pub(crate) struct GoogleTokens {
    pub(crate) http: Client,
    pub(crate) url: Url,
    pub(crate) secret: Secret<GoogleCredentials>,
}

/// <https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests>
#[derive(Debug, Serialize)]
struct Claims<'a> {
    iss: &'a str,
    scope: &'a str,
    aud: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'a str>,
    iat: i64,
    exp: i64,
}

impl TokenSource for GoogleTokens {
    const SERVICE: &'static str = SERVICE;
    type Secret = GoogleCredentials;

    fn secret(&self) -> &Secret<GoogleCredentials> {
        &self.secret
    }

    async fn obtain(&self, secret: &GoogleCredentials, now: Timestamp) -> Result<Grant> {
        let request = self.http.post(self.url.clone());
        let request = match &secret.credentials {
            GoogleAccount::ServiceAccount(account) => {
                let subject = secret.delegated_user.as_deref().filter(|subject| !subject.is_empty());
                let assertion = assertion(account, subject, now)?;
                request.form(&[
                    ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                    ("assertion", assertion.expose_secret()),
                ])
            }
            GoogleAccount::AuthorizedUser(user) => request.form(&[
                ("grant_type", "refresh_token"),
                ("client_id", &user.client_id),
                ("client_secret", user.client_secret.expose_secret()),
                ("refresh_token", user.refresh_token.expose_secret()),
            ]),
        };
        http::json(SERVICE, http::send(SERVICE, request, TIMEOUT).await?).await
    }
}

/// A statement signed with the account's key that it wants a token.
fn assertion(account: &ServiceAccount, subject: Option<&str>, now: Timestamp) -> Result<SecretString> {
    let key = EncodingKey::from_rsa_pem(account.private_key.expose_secret().as_bytes())
        .map_err(|_| secret::malformed(SERVICE))?;
    let header = Header { kid: Some(account.private_key_id.clone()), ..Header::new(Algorithm::RS256) };
    jsonwebtoken::encode(&header, &claims(&account.client_email, subject, now), &key)
        .map(SecretString::from)
        .map_err(|_| Error::internal("Google: the private key cannot sign"))
}

fn claims<'a>(issuer: &'a str, subject: Option<&'a str>, now: Timestamp) -> Claims<'a> {
    let iat = now.as_second();
    Claims { iss: issuer, scope: SCOPE, aud: TOKEN_URL, sub: subject, iat, exp: iat + ASSERTION_SECONDS }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_assertion_claims_an_hour_for_google_and_for_whom() {
        let now = Timestamp::from_second(1_795_000_000).unwrap();
        let robot = "robot@project.iam.gserviceaccount.com";
        let mut expected = json!({
            "iss": robot,
            "scope": "https://www.googleapis.com/auth/calendar.events https://www.googleapis.com/auth/calendar.freebusy",
            "aud": "https://oauth2.googleapis.com/token",
            "iat": 1_795_000_000_i64,
            "exp": 1_795_003_600_i64,
        });
        assert_eq!(serde_json::to_value(claims(robot, None, now)).unwrap(), expected);
        expected["sub"] = json!("boss@example.com");
        assert_eq!(serde_json::to_value(claims(robot, Some("boss@example.com"), now)).unwrap(), expected);
    }

    #[test]
    fn a_private_key_that_is_none_is_a_fault_of_the_secret_and_is_not_shown() {
        let account = json!({"client_email": "r@p", "private_key": "hush", "private_key_id": "k"});
        let account: ServiceAccount = serde_json::from_value(account).unwrap();
        let error = assertion(&account, None, Timestamp::UNIX_EPOCH).unwrap_err();
        assert!(secret::is_at_fault(&error) && !error.to_string().contains("hush"));
    }
}
