//! The private bucket: files in, files out, and links that open one file for a short while.

use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_sdk_s3::config::RequestChecksumCalculation;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use axum::body::Bytes;
use homework_domain::files::{FileShelf, FileSource, OpenFile, Pieces};
use homework_domain::{Error, Result};

/// A file takes longer than a row of the table.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// The bucket. Keys begin with what they are: `imports/`, `exports/`, `recordings/`, `voices/`.
#[derive(Debug, Clone)]
pub struct Files {
    client: aws_sdk_s3::Client,
    bucket: String,
}

/// A file's bytes as they arrive.
#[derive(Debug)]
pub struct Body(ByteStream);

impl Files {
    pub(crate) fn new(config: &aws_config::SdkConfig, bucket: String) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_attempt_timeout(ATTEMPT_TIMEOUT)
            .build();
        let config = aws_sdk_s3::config::Builder::from(config)
            .timeout_config(timeouts)
            // A link must not carry the checksum of a body that is not known yet.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .build();
        Self { client: aws_sdk_s3::Client::from_conf(config), bucket }
    }

    /// Writes a file, over the one that may be there.
    pub async fn put(&self, key: &str, content_type: &str, content: impl Into<Bytes>) -> Result<()> {
        let request = self.client.put_object().bucket(&self.bucket).key(key).content_type(content_type);
        request.body(ByteStream::from(content.into())).send().await.map_err(unavailable)?;
        Ok(())
    }

    /// Whether there is such a file.
    pub async fn exists(&self, key: &str) -> Result<bool> {
        match self.client.head_object().bucket(&self.bucket).key(key).send().await {
            Ok(_) => Ok(true),
            Err(error) if absent(&error) => Ok(false),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Removes a file; nothing if it is gone already.
    pub async fn delete(&self, key: &str) -> Result<()> {
        self.client.delete_object().bucket(&self.bucket).key(key).send().await.map_err(unavailable)?;
        Ok(())
    }

    /// A link that reads the file until `valid_for` has passed. With `file_name` a browser saves it
    /// under that name (plain ASCII without quotes) instead of showing it.
    pub async fn link(&self, key: &str, valid_for: Duration, file_name: Option<&str>) -> Result<String> {
        let disposition = file_name.map(|name| format!("attachment; filename=\"{name}\""));
        let request = self.client.get_object().bucket(&self.bucket).key(key);
        let request = request.set_response_content_disposition(disposition);
        let signed = request.presigned(expiring(valid_for)?).await.map_err(unavailable)?;
        Ok(signed.uri().to_owned())
    }

    /// A link to which the file can be sent by PUT, once or again, until `valid_for` has passed. It takes
    /// `size` bytes, no more and no fewer: nothing else keeps a bucket from being filled.
    pub async fn upload_link(&self, key: &str, size: u64, valid_for: Duration) -> Result<String> {
        let size = i64::try_from(size).map_err(Error::internal)?;
        let request = self.client.put_object().bucket(&self.bucket).key(key).content_length(size);
        let signed = request.presigned(expiring(valid_for)?).await.map_err(unavailable)?;
        Ok(signed.uri().to_owned())
    }
}

impl FileShelf for Files {
    async fn remove(&self, key: &str) -> Result<()> {
        self.delete(key).await
    }

    async fn put(&self, key: &str, content_type: &str, content: Vec<u8>) -> Result<()> {
        Self::put(self, key, content_type, content).await
    }
}

impl FileSource for Files {
    type Pieces = Body;

    async fn open(&self, key: &str, from: u64) -> Result<Option<OpenFile<Body>>> {
        let mut request = self.client.get_object().bucket(&self.bucket).key(key);
        if from > 0 {
            request = request.range(format!("bytes={from}-"));
        }
        match request.send().await {
            Ok(answer) => {
                let rest = answer.content_length().and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
                Ok(Some(OpenFile {
                    length: from + rest,
                    etag: answer.e_tag().unwrap_or_default().to_owned(),
                    pieces: Body(answer.body),
                }))
            }
            Err(error) if absent(&error) => Ok(None),
            Err(error) => Err(unavailable(error)),
        }
    }
}

impl Pieces for Body {
    async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let piece = self.0.next().await.transpose().map_err(broken_off)?;
        Ok(piece.map(Vec::from))
    }
}

fn expiring(valid_for: Duration) -> Result<PresigningConfig> {
    PresigningConfig::expires_in(valid_for).map_err(Error::internal)
}

/// Not found, or a range that begins behind the end.
fn absent<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code);
    matches!(code, Some("NoSuchKey" | "NotFound" | "InvalidRange"))
}

fn broken_off(_: aws_sdk_s3::primitives::ByteStreamError) -> Error {
    Error::unavailable("S3", "broken off")
}

fn unavailable<E: ProvideErrorMetadata, R>(error: SdkError<E, R>) -> Error {
    let detail = match &error {
        SdkError::ServiceError(service) => service.err().code().unwrap_or("unknown error").to_owned(),
        SdkError::TimeoutError(_) => "time-out".to_owned(),
        SdkError::DispatchFailure(_) => "no connection".to_owned(),
        _ => "the request could not be made or its answer not read".to_owned(),
    };
    Error::unavailable("S3", detail)
}
