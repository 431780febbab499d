//! Reading ahead: tokio tasks fetch the chunks of the next files while the current one is parsed.
//!
//! Takes the paths in the order they will be asked for; gives each as a plain [`Read`]. A driver
//! task opens at most [`FILES_AHEAD`] files beyond the current one, and every file's task stops
//! when its channel holds [`CHUNKS_AHEAD`] chunks, so the memory in flight is bounded. The parsing
//! thread waits with `blocking_recv` and is no tokio thread: neither can block the other.

use std::io::{self, Read};
use std::path::PathBuf;

use tokio::io::AsyncReadExt;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

/// Bytes a task reads at once. One system call a mebibyte keeps the cost per byte of the channel
/// below measuring.
const CHUNK: usize = 1 << 20;
/// Chunks a file may have waiting.
const CHUNKS_AHEAD: usize = 2;
/// Files opened ahead of the one being parsed.
const FILES_AHEAD: usize = 4;

type Chunks = mpsc::Receiver<io::Result<Vec<u8>>>;

/// Files on their way from the disk.
pub(super) struct Ahead {
    runtime: Runtime,
    queue: mpsc::Receiver<Chunks>,
}

impl Ahead {
    /// Starts fetching `paths` in order.
    ///
    /// # Errors
    /// When the system gives no thread for the runtime.
    pub(super) fn start(paths: Vec<PathBuf>) -> io::Result<Ahead> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .max_blocking_threads(FILES_AHEAD + 2)
            .thread_name("earful-read-ahead")
            .build()?;
        let (to_consumer, queue) = mpsc::channel(FILES_AHEAD);
        runtime.spawn(async move {
            for path in paths {
                let (sender, chunks) = mpsc::channel(CHUNKS_AHEAD);
                // The place in the queue comes first: a file is opened when there is room for it.
                if to_consumer.send(chunks).await.is_err() {
                    return;
                }
                tokio::spawn(fetch(path, sender));
            }
        });
        Ok(Ahead { runtime, queue })
    }

    /// The next of the paths, as a reader; `None` after the last. An error of the disk comes out
    /// of the first read.
    pub(super) fn next(&mut self) -> Option<Stream> {
        self.queue.blocking_recv().map(Stream::new)
    }

    /// Opens a path out of order, for a second pass.
    pub(super) fn again(&self, path: PathBuf) -> Stream {
        let (sender, chunks) = mpsc::channel(CHUNKS_AHEAD);
        self.runtime.spawn(fetch(path, sender));
        Stream::new(chunks)
    }
}

async fn fetch(path: PathBuf, sender: mpsc::Sender<io::Result<Vec<u8>>>) {
    let mut file = match tokio::fs::File::open(&path).await {
        Ok(file) => file,
        Err(error) => {
            // Nobody listens any more when this fails, which is no error.
            let _ = sender.send(Err(error)).await;
            return;
        }
    };
    file.set_max_buf_size(CHUNK);
    loop {
        let mut chunk = Vec::with_capacity(CHUNK);
        let message = match file.read_buf(&mut chunk).await {
            Ok(0) => return,
            Ok(_) => Ok(chunk),
            Err(error) => Err(error),
        };
        let failed = message.is_err();
        if sender.send(message).await.is_err() || failed {
            return;
        }
    }
}

/// One file's bytes, in order, as its task delivers them.
pub(super) struct Stream {
    chunks: Chunks,
    current: Vec<u8>,
    at: usize,
}

impl Stream {
    fn new(chunks: Chunks) -> Stream {
        Stream { chunks, current: Vec::new(), at: 0 }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.current.len() {
            match self.chunks.blocking_recv() {
                None => return Ok(0),
                Some(chunk) => {
                    self.current = chunk?;
                    self.at = 0;
                }
            }
        }
        let count = buffer.len().min(self.current.len() - self.at);
        buffer[..count].copy_from_slice(&self.current[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}
