//! The log: lines go to stderr by a thread of their own, so that no call waits for their reader.
//!
//! A log that cannot be written, that nobody reads, or whose reader has gone costs lines and nothing
//! else. Lost lines are counted, and once the log can be written again it says how many they were. It
//! must not know what is logged. After a kill the lines of the last [`PAUSE`] may be missing.

use std::error::Error;
use std::fmt::Debug;
use std::io::{self, ErrorKind, Write};
use std::panic::PanicHookInfo;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use hongbao_gateway::{Limits, LostLines};
use tracing::field::{Field, Visit};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::FormatFields;
use tracing_subscriber::fmt::format::{DefaultVisitor, Writer};
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// How long the writer rests after it has written: lines that come in that time share one write.
const PAUSE: Duration = Duration::from_millis(10);

/// Room for the fields of a call's span.
const FIELDS: usize = 160;

/// The log of this process. When it is dropped, what waits is written, for a limited time.
#[derive(Debug)]
pub(crate) struct Log {
    queue: Arc<Queue>,
    flush_time: Duration,
}

/// Starts the log. Panics go to it as well: the system's own report would wait for stderr's reader.
pub(crate) fn start(levels: Targets, limits: &Limits, lost: LostLines) -> io::Result<Log> {
    let queue = Arc::new(Queue { lost, room: limits.log, ..Queue::default() });
    let writer = Arc::clone(&queue);
    thread::Builder::new()
        .name("log".to_owned())
        .spawn(move || writer.write_until_closed(io::stderr()))?;
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(Arc::clone(&queue))
        .fmt_fields(AtOnce)
        // It would tell of errors on stderr, and panic if it cannot.
        .log_internal_errors(false)
        .with_ansi(false);
    tracing_subscriber::registry().with(levels).with(lines).init();
    std::panic::set_hook(Box::new(report));
    Ok(Log { queue, flush_time: limits.log_flush_time })
}

/// Fields as they usually look, handed over in one piece: what a span says of itself is kept in a text of
/// its own, which would grow five times for each call.
struct AtOnce;

impl<'writer> FormatFields<'writer> for AtOnce {
    fn format_fields<R: RecordFields>(
        &self,
        mut writer: Writer<'writer>,
        fields: R,
    ) -> std::fmt::Result {
        let mut text = Fields(String::with_capacity(FIELDS));
        fields.record(&mut text);
        writer.write_str(&text.0)
    }
}

/// Fields that were formatted.
struct Fields(String);

impl Visit for Fields {
    /// Most texts are names of ours, which are there as they are: looking letter by letter for what must be
    /// escaped takes longer than all else that is done for a span.
    fn record_str(&mut self, field: &Field, value: &str) {
        // Without leaving early: many bytes are compared at once then.
        let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) & (byte != b'"') & (byte != b'\\');
        let all_plain = value.bytes().fold(true, |all, byte| all & is_plain(byte));
        if field.name() == "message" || !all_plain {
            return self.record_debug(field, &value);
        }
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(field.name());
        self.0.push('=');
        self.0.push('"');
        self.0.push_str(value);
        self.0.push('"');
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.usual(|usual| usual.record_debug(field, value));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.usual(|usual| usual.record_error(field, value));
    }
}

impl Fields {
    fn usual(&mut self, record: impl FnOnce(&mut DefaultVisitor<'_>)) {
        let is_empty = self.0.is_empty();
        record(&mut DefaultVisitor::new(Writer::new(&mut self.0), is_empty));
    }
}

/// What the log says of a panic. Where a call panics, its span says which.
fn report(panic: &PanicHookInfo<'_>) {
    let text = panic.payload_as_str().unwrap_or("no text");
    let at = panic.location().map(tracing::field::display);
    tracing::error!(text, at, "a panic");
}

impl Drop for Log {
    fn drop(&mut self) {
        self.queue.close();
        let is_under_way = |waiting: &mut Waiting| !waiting.ended;
        // Whether or not it was in time: nobody is left to tell.
        let (queue, waiting) = (&self.queue, self.queue.lock());
        let _ = queue.changed.wait_timeout_while(waiting, self.flush_time, is_under_way);
    }
}

/// Lines on their way.
#[derive(Debug, Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
    /// Bytes that may wait; a line beyond them is lost.
    room: usize,
    lost: LostLines,
}

#[derive(Debug, Default)]
struct Waiting {
    text: Vec<u8>,
    /// The writer sleeps until there is a line.
    asleep: bool,
    /// No more lines come.
    closed: bool,
    /// The writer has written all.
    ended: bool,
}

/// Takes one line, whole; it never waits and never fails.
impl Write for &Queue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut waiting = self.lock();
        if waiting.text.len() + line.len() > self.room {
            self.lost.inc();
        } else {
            waiting.text.extend_from_slice(line);
            if std::mem::take(&mut waiting.asleep) {
                self.changed.notify_all();
            }
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Writes what comes until the queue is closed and empty.
    fn write_until_closed(&self, mut stderr: impl Write) {
        let mut told = Told::default();
        while self.wait() {
            self.write_waiting(&mut stderr, &mut told);
        }
        self.lock().ended = true;
        self.changed.notify_all();
    }

    /// Rests, then sleeps until there is something to write. False: no more will come.
    fn wait(&self) -> bool {
        let is_open = |waiting: &mut Waiting| !waiting.closed;
        let rested = self.changed.wait_timeout_while(self.lock(), PAUSE, is_open);
        let mut waiting = rested.unwrap_or_else(PoisonError::into_inner).0;
        while waiting.text.is_empty() && !waiting.closed {
            waiting.asleep = true;
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        waiting.asleep = false;
        !waiting.text.is_empty()
    }

    /// Writes what waits, and how many lines were lost since the last time.
    fn write_waiting(&self, stderr: &mut impl Write, told: &mut Told) {
        let mut text = std::mem::take(&mut told.spare);
        std::mem::swap(&mut text, &mut self.lock().text);
        let lost = self.lost.get();
        let has_notice = lost > told.lost;
        if has_notice {
            text.extend_from_slice(notice(lost - told.lost).as_bytes());
        }
        told.torn = told.torn && !write_all(stderr, b"\n").is_empty();
        let left = write_all(stderr, &text);
        if left.is_empty() {
            (told.lost, told.torn) = (lost, false);
        } else {
            let written = &text[..text.len() - left.len()];
            told.torn = (told.torn || !written.is_empty()) && !written.ends_with(b"\n");
            // The notice stands last: if anything is left, it is among it, and was never a line.
            let lines = left.iter().filter(|byte| **byte == b'\n').count();
            self.lost.inc_by(lines as u64 - u64::from(has_notice));
        }
        text.clear();
        told.spare = text;
    }
}

/// What the log has said so far.
#[derive(Debug, Default)]
struct Told {
    /// Lines that were lost.
    lost: u64,
    /// The last line is there in part; it must end before the next one begins.
    torn: bool,
    /// Room for lines, used again.
    spare: Vec<u8>,
}

/// Writes bytes until all are written or it fails; gives what is left.
fn write_all<'a>(stderr: &mut impl Write, mut text: &'a [u8]) -> &'a [u8] {
    while !text.is_empty() {
        match stderr.write(text) {
            Ok(0) => break,
            Ok(written) => text = &text[written..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Another process has made the file that we share one that does not wait.
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(PAUSE),
            Err(_) => break,
        }
    }
    text
}

/// The line that tells of lost ones, as the log's other lines look.
fn notice(lines: u64) -> String {
    let mut time = String::new();
    // Writing to a String cannot fail.
    let _ = SystemTime.format_time(&mut Writer::new(&mut time));
    format!(
        "{time}  WARN hongbao::serving::log: lines of the log were lost before this one lines={lines}\n"
    )
}

#[cfg(test)]
mod tests;
