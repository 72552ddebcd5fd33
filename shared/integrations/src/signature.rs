//! Twilio's signature on its webhooks.
//! <https://www.twilio.com/docs/usage/webhooks/webhooks-security>

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;

/// Whether a webhook comes from Twilio: `signature` is its header `X-Twilio-Signature`, `url` the
/// public URL that Twilio was given with the query it came with (never one put together from an
/// unchecked `Host` header), `params` the form fields of the body.
///
/// Twilio may sign with or without the port, so both spellings of the URL are tried.
/// The comparison takes the same time wherever the signatures differ.
pub fn verify(auth_token: &SecretString, url: &str, params: &[(String, String)], signature: &str) -> bool {
    let Ok(given) = STANDARD.decode(signature.trim()) else { return false };
    spellings(url)
        .iter()
        .any(|url| mac(auth_token, url, params).is_some_and(|mac| mac.verify_slice(&given).is_ok()))
}

/// The signature Twilio would put on such a request.
pub fn sign(auth_token: &SecretString, url: &str, params: &[(String, String)]) -> String {
    mac(auth_token, url, params).map(|mac| STANDARD.encode(mac.finalize().into_bytes())).unwrap_or_default()
}

/// The URL, then each field's name and value in the order of names; of a repeated name, its
/// distinct values in order.
fn mac(auth_token: &SecretString, url: &str, params: &[(String, String)]) -> Option<Hmac<Sha1>> {
    // A key of any length is good for HMAC, so this never is `None`.
    let mut mac = Hmac::<Sha1>::new_from_slice(auth_token.expose_secret().as_bytes()).ok()?;
    mac.update(url.as_bytes());
    for (name, value) in params.iter().collect::<BTreeSet<_>>() {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    Some(mac)
}

/// The URL without a port and with one: its own, else the scheme's default.
fn spellings(url: &str) -> Vec<String> {
    let Some((scheme, rest)) = url.split_once("://") else { return vec![url.to_owned()] };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let default = if scheme.eq_ignore_ascii_case("https") { "443" } else { "80" };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => (host, port),
        _ => (authority, default),
    };
    vec![format!("{scheme}://{host}{path}"), format!("{scheme}://{host}:{port}{path}")]
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const SIGNATURE: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

    fn token() -> SecretString {
        SecretString::from("12345")
    }

    fn params(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// The example that Twilio's own libraries test with.
    fn published() -> Vec<(String, String)> {
        params(&[
            ("To", "+18005551212"),
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("From", "+14158675309"),
            ("Digits", "1234"),
        ])
    }

    #[test]
    fn the_published_example_is_valid() {
        assert_eq!(sign(&token(), URL, &published()), SIGNATURE);
        assert!(verify(&token(), URL, &published(), SIGNATURE));
    }

    #[test]
    fn any_change_makes_it_invalid() {
        assert!(!verify(&SecretString::from("12346"), URL, &published(), SIGNATURE));
        assert!(!verify(&token(), &format!("{URL}1"), &published(), SIGNATURE));
        assert!(!verify(&token(), URL, &published()[1..], SIGNATURE));
        for bad in ["", "no base64!", "RSOYDt4T1cUTdK1PDd93", "RSOYDt4T1cUTdK1PDd93/VVr8B9="] {
            assert!(!verify(&token(), URL, &published(), bad), "{bad}");
        }
    }

    #[test]
    fn the_port_may_be_signed_or_not() {
        for (signed, seen) in [
            ("https://a.example/x?y=1", "https://a.example:443/x?y=1"),
            ("https://a.example:443/x?y=1", "https://a.example/x?y=1"),
            ("http://a.example:80/x", "http://a.example/x"),
            ("http://a.example:4570/x", "http://a.example:4570/x"),
            ("http://[::1]:80/x", "http://[::1]/x"),
            ("https://a.example?y=1:2", "https://a.example:443?y=1:2"),
        ] {
            let signature = sign(&token(), signed, &[]);
            assert!(verify(&token(), seen, &[], &signature), "{signed} {seen}");
        }
        let other = sign(&token(), "https://a.example:8443/x", &[]);
        assert!(!verify(&token(), "https://a.example/x", &[], &other));
    }

    #[test]
    fn repeated_names_count_each_distinct_value_once_in_order() {
        let repeated = params(&[("a", "2"), ("a", "1"), ("a", "2"), ("b", "")]);
        let plain = SecretString::from("12345");
        let signature = sign(&plain, "https://a.example/a1a2b", &[]);
        assert_eq!(sign(&plain, "https://a.example/", &repeated), signature);
    }
}
