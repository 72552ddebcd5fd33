//! Our own files.

use std::future::Future;

use crate::error::Result;

/// Where files are put and removed.
pub trait FileShelf: Send + Sync {
    /// Removes a file; one that is gone already is success.
    fn remove(&self, key: &str) -> impl Future<Output = Result<()>> + Send;

    /// Writes a file, over the one that may be there.
    fn put(&self, key: &str, content_type: &str, content: Vec<u8>)
    -> impl Future<Output = Result<()>> + Send;
}

/// Where files are read, however long they are.
pub trait FileSource: Send + Sync {
    type Pieces: Pieces;

    /// Opens a file at a byte; `None` if there is none, or nothing from that byte on.
    fn open(
        &self,
        key: &str,
        from: u64,
    ) -> impl Future<Output = Result<Option<OpenFile<Self::Pieces>>>> + Send;

    /// A whole file; `None` if there is none. For files known to be small.
    fn whole(&self, key: &str) -> impl Future<Output = Result<Option<Vec<u8>>>> + Send {
        async move {
            let Some(mut file) = self.open(key, 0).await? else { return Ok(None) };
            let mut content = Vec::new();
            while let Some(piece) = file.pieces.next().await? {
                content.extend_from_slice(&piece);
            }
            Ok(Some(content))
        }
    }
}

/// A file that is being read.
#[derive(Debug)]
pub struct OpenFile<P> {
    /// Bytes of the whole file, whatever the place it is read from.
    pub length: u64,
    /// Changes whenever the file is written.
    pub etag: String,
    pub pieces: P,
}

/// What is left of a file, a piece at a time.
pub trait Pieces: Send {
    /// The next piece; `None` at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>>> + Send;
}
