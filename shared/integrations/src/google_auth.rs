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

use crate::credentials::{AuthorizedUser, GoogleAccount, ServiceAccount};
use crate::http;
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

/// Where Google's tokens come from.
pub(crate) struct GoogleTokens {
    http: Client,
    url: Url,
    grant: GrantKind,
}

enum GrantKind {
    Assertion { account: ServiceAccount, key: EncodingKey, subject: Option<String> },
    RefreshToken(AuthorizedUser),
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

impl GoogleTokens {
    /// Tokens for `account`, asked for at `url`; `subject` is whom a service account acts for.
    ///
    /// # Errors
    /// `Internal` if the private key is not an RSA key in PEM.
    pub(crate) fn new(
        http: Client,
        url: Url,
        account: GoogleAccount,
        subject: Option<String>,
    ) -> Result<Self> {
        let grant = match account {
            GoogleAccount::AuthorizedUser(user) => GrantKind::RefreshToken(user),
            GoogleAccount::ServiceAccount(account) => {
                let key = EncodingKey::from_rsa_pem(account.private_key.expose_secret().as_bytes())
                    .map_err(|_| Error::internal("Google: the private key is not an RSA key in PEM"))?;
                let subject = subject.filter(|subject| !subject.is_empty());
                GrantKind::Assertion { account, key, subject }
            }
        };
        Ok(Self { http, url, grant })
    }

    #[cfg(test)]
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }
}

impl TokenSource for GoogleTokens {
    const SERVICE: &'static str = SERVICE;

    async fn obtain(&self, now: Timestamp) -> Result<Grant> {
        let request = self.http.post(self.url.clone());
        let request = match &self.grant {
            GrantKind::Assertion { account, key, subject } => {
                let assertion = assertion(account, key, subject.as_deref(), now)?;
                request.form(&[
                    ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                    ("assertion", assertion.expose_secret()),
                ])
            }
            GrantKind::RefreshToken(user) => request.form(&[
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
fn assertion(
    account: &ServiceAccount,
    key: &EncodingKey,
    subject: Option<&str>,
    now: Timestamp,
) -> Result<SecretString> {
    let header = Header { kid: Some(account.private_key_id.clone()), ..Header::new(Algorithm::RS256) };
    jsonwebtoken::encode(&header, &claims(&account.client_email, subject, now), key)
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
    fn a_private_key_that_is_none_is_a_start_up_error_that_does_not_show_it() {
        let account = json!({"type": "service_account", "client_email": "r@p", "private_key": "hush", "private_key_id": "k"});
        let url = Url::parse(TOKEN_URL).unwrap();
        let account = serde_json::from_value(account).unwrap();
        let error = GoogleTokens::new(http::client().unwrap(), url, account, None).err().unwrap();
        assert!(error.to_string().contains("private key") && !error.to_string().contains("hush"));
    }
}
