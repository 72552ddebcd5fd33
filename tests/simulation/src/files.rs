//! Our files as a process reaches them.

use std::sync::Arc;

use homework_domain::Result;
use homework_domain::files::{FileShelf, FileSource, OpenFile, Pieces};

use crate::process::Process;

const PIECE_BYTES: usize = 600;

pub(crate) struct Files(pub(crate) Arc<Process>);

/// What is left of a file, with the process that reads it.
pub(crate) struct Rest(Arc<Process>, Vec<u8>);

impl FileShelf for Files {
    async fn remove(&self, key: &str) -> Result<()> {
        let world = &self.0.world;
        let remove = || {
            world.state().files.remove(key);
            Ok(())
        };
        self.0.vendor("S3", "remove file", remove).await
    }

    async fn put(&self, key: &str, _: &str, content: Vec<u8>) -> Result<()> {
        let world = &self.0.world;
        world.enter(|ledger| ledger.objects += 1);
        let put = || {
            world.state().files.insert(key.to_owned(), content);
            Ok(())
        };
        self.0.vendor("S3", "write file", put).await
    }
}

impl FileSource for Files {
    type Pieces = Rest;

    async fn open(&self, key: &str, from: u64) -> Result<Option<OpenFile<Rest>>> {
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        let read = || Ok(self.0.world.state().files.get(key).cloned());
        let file = self.0.vendor("S3", "open file", read).await?;
        let file = file.filter(|file| from == 0 || from < file.len());
        Ok(file.map(|file| OpenFile {
            length: file.len() as u64,
            // Nobody replaces a file.
            etag: "etag".to_owned(),
            pieces: Rest(Arc::clone(&self.0), file[from..].to_vec()),
        }))
    }
}

impl Pieces for Rest {
    async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        if self.1.is_empty() {
            return Ok(None);
        }
        let rest = self.1.split_off(self.1.len().min(PIECE_BYTES));
        let piece = std::mem::replace(&mut self.1, rest);
        self.0.vendor("S3", "read file", || Ok(Some(piece))).await
    }
}
