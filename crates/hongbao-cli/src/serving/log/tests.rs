//! A log whose file fails, is full, or is not read for a while.

use std::io::{self, ErrorKind, Write};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use super::Queue;

/// A file that does with each write what stands next in this list, and writes all once it is at its end.
struct File {
    script: std::vec::IntoIter<Result<usize, ErrorKind>>,
    text: Arc<Mutex<String>>,
}

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = match self.script.next() {
            Some(Ok(count)) => count.min(bytes.len()),
            Some(Err(kind)) => return Err(kind.into()),
            None => bytes.len(),
        };
        self.text.lock().unwrap().push_str(std::str::from_utf8(&bytes[..count]).unwrap());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes these groups of lines, each in one piece; what the file has at the end, and what was lost.
fn written(groups: &[&str], script: Vec<Result<usize, ErrorKind>>) -> (String, u64) {
    let text = Arc::default();
    let mut file = File { script: script.into_iter(), text: Arc::clone(&text) };
    let queue = Queue { room: 1_000, ..Queue::default() };
    let mut state = super::Told::default();
    for group in groups {
        (&queue).write_all(group.as_bytes()).unwrap();
        queue.write_waiting(&mut file, &mut state);
    }
    let text = text.lock().unwrap().clone();
    (text, queue.lost.get())
}

/// The same, with a notice of this many lines where `#` stands.
fn check(groups: &[&str], script: Vec<Result<usize, ErrorKind>>, expected: &str, lost: u64) {
    let (text, count) = written(groups, script);
    let shown: String = text
        .split_inclusive('\n')
        .map(|line| match line.split_once(" lines of the log were lost before this one lines=") {
            Some((_, lines)) => format!("#{lines}"),
            None => line.to_owned(),
        })
        .collect();
    assert_eq!((shown.as_str(), count), (expected, lost), "{groups:?}");
}

#[test]
fn what_is_written_in_pieces_is_whole() {
    let busy = || Err(ErrorKind::WouldBlock);
    check(&["a\nb\n", "c\n"], vec![], "a\nb\nc\n", 0);
    check(&["a\nb\n"], vec![Ok(1), Err(ErrorKind::Interrupted), busy(), Ok(2)], "a\nb\n", 0);
}

#[test]
fn what_cannot_be_written_is_counted_and_told_of() {
    let full = || Err(ErrorKind::StorageFull);
    check(&["a\nb\n", "c\n"], vec![full()], "c\n#2\n", 2);
    check(&["a\n", "b\n", "c\n", "d\n"], vec![full(), full()], "c\n#2\nd\n", 2);
    // The notice itself is not a line that can be lost.
    check(&["a\n", "b\n", "c\n"], vec![full(), Ok(2), full()], "b\nc\n#1\n", 1);
    // A line that is torn ends before the next begins.
    check(&["aaaa\nb\n", "c\n"], vec![Ok(2), full()], "aa\nc\n#2\n", 2);
    check(&["aaaa\nb\n", "c\n", "d\n"], vec![Ok(2), full(), full(), full()], "aa\nd\n#3\n", 3);
}

/// A file that is written to when somebody lets it.
struct Gate(Receiver<()>, Arc<Mutex<String>>);

impl Write for Gate {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.0.recv();
        self.1.lock().unwrap().push_str(std::str::from_utf8(bytes).unwrap());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn logging_never_waits_and_lines_that_are_too_many_are_counted() {
    let (open, gate) = channel();
    let text = Arc::default();
    let queue = Arc::new(Queue { room: 100, ..Queue::default() });
    let (writer, file) = (Arc::clone(&queue), Gate(gate, Arc::clone(&text)));
    let thread = thread::spawn(move || writer.write_until_closed(file));
    for number in 0..1_000 {
        (&*queue).write_all(format!("{number:03}\n").as_bytes()).unwrap();
    }
    // 25 lines wait, and the writer may have taken as many before it met the gate.
    let lost = queue.lost.get();
    assert!((950..=975).contains(&lost), "{lost}");
    drop(open);
    queue.close();
    thread.join().unwrap();
    let text = text.lock().unwrap().clone();
    let lines = text.lines().filter(|line| line.len() == 3).count();
    assert_eq!(lines as u64 + lost, 1_000);
    let told = text.lines().filter_map(|line| line.split_once("lines="));
    assert_eq!(told.map(|(_, lines)| lines.parse::<u64>().unwrap()).sum::<u64>(), lost);
}
