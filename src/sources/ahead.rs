//! Reading ahead: tokio tasks fetch the chunks of the next files while the current one is parsed.
//!
//! Takes the places in the order they will be asked for; gives each as a plain [`Read`]. A driver
//! task opens at most [`FILES_AHEAD`] files beyond the current one, and every file's task stops
//! when its channel holds [`CHUNKS_AHEAD`] chunks, so the memory in flight is bounded. The parsing
//! thread waits with `blocking_recv` and is no tokio thread: neither can block the other.

use std::io::{self, Read};
use std::path::PathBuf;

use tokio::io::AsyncReadExt;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

use super::archive::{self, Member};
use super::contain::contained;

/// Bytes a task reads at once. One system call a mebibyte keeps the cost per byte of the channel
/// below measuring.
const CHUNK: usize = 1 << 20;
/// Chunks a file may have waiting.
const CHUNKS_AHEAD: usize = 2;
/// Files opened ahead of the one being parsed.
const FILES_AHEAD: usize = 4;

/// Where bytes are: a file, or a member of one.
pub(super) type Place = (PathBuf, Option<Member>);

type Chunks = mpsc::Receiver<io::Result<Vec<u8>>>;

/// Files on their way from the disk.
pub(super) struct Ahead {
    // Dropped first: who waits for room in a channel learns that nobody listens, and the runtime
    // does not wait for it.
    queue: mpsc::Receiver<Chunks>,
    runtime: Runtime,
}

impl Ahead {
    /// Starts fetching `places` in order.
    ///
    /// # Errors
    /// When the system gives no thread for the runtime.
    pub(super) fn start(places: Vec<Place>) -> io::Result<Ahead> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            // A member being unpacked keeps its thread while it waits for room; one more than can wait
            // is there for reading files.
            .max_blocking_threads(2 * FILES_AHEAD)
            .thread_name("earful-read-ahead")
            .build()?;
        let (to_consumer, queue) = mpsc::channel(FILES_AHEAD);
        runtime.spawn(async move {
            for place in places {
                let (sender, chunks) = mpsc::channel(CHUNKS_AHEAD);
                // The place in the queue comes first: a file is opened when there is room for it.
                if to_consumer.send(chunks).await.is_err() {
                    return;
                }
                tokio::spawn(fetch(place, sender));
            }
        });
        Ok(Ahead { queue, runtime })
    }

    /// The next of the places, as a reader; `None` after the last. An error of the disk comes out
    /// of the first read.
    pub(super) fn next(&mut self) -> Option<Stream> {
        self.queue.blocking_recv().map(Stream::new)
    }

    /// Opens a place out of order, for a second pass.
    pub(super) fn again(&self, place: Place) -> Stream {
        let (sender, chunks) = mpsc::channel(CHUNKS_AHEAD);
        self.runtime.spawn(fetch(place, sender));
        Stream::new(chunks)
    }
}

async fn fetch((path, member): Place, sender: mpsc::Sender<io::Result<Vec<u8>>>) {
    if let Some(member) = member {
        // Unpacking is work and its reads block: it has a thread of its own until it is done.
        let unpacking = tokio::task::spawn_blocking(move || {
            let mut give = |chunk| sender.blocking_send(Ok(chunk)).is_ok();
            let gave_up = "corrupt_compressed_stream";
            let read = contained(gave_up, || archive::read(&path, &member, CHUNK, &mut give));
            if let Err(error) = read.and_then(|result| result) {
                // Nobody listens any more when this fails, which is no error.
                let _ = sender.blocking_send(Err(error));
            }
        });
        // What could go wrong is in the channel.
        let _ = unpacking.await;
        return;
    }
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
