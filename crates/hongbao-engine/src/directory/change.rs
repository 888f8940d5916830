//! The directory's changes, numbered. Processes keep copies of merchants, apps and fixtures. The number of
//! the last change is the version by which a process tells whether its copy is the newest, and what to load.
//!
//! It does not know who keeps a copy, nor how it is brought up to date.

use crate::{
    Books, ClockRecord, Compared, DirectoryChange, Fault, Key, Record, Refusal, Stop, Subject, Work,
};

impl Subject {
    /// Its record's key.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Merchant(id) => Key::Merchant(id.clone()),
            Self::App(id) => Key::App(id.clone()),
            Self::Fixture(id) => Key::Fixture(id.clone()),
        }
    }

    /// The subject with this key; `None` if processes keep no copy of such a record.
    pub(crate) fn of(key: &Key) -> Option<Self> {
        if let Key::Merchant(id) = key {
            Some(Self::Merchant(id.clone()))
        } else if let Key::App(id) = key {
            Some(Self::App(id.clone()))
        } else if let Key::Fixture(id) = key {
            Some(Self::Fixture(id.clone()))
        } else {
            None
        }
    }
}

impl Books {
    /// The directory's version: the number of its last change.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if the clock's record is not loaded.
    pub fn directory_version(&self) -> Result<u64, Stop> {
        Ok(self.clock()?.directory)
    }

    /// What is written beside these records of the directory: a change for each that processes copy, and the
    /// clock's record with the number of the last.
    pub(crate) fn numbered<'a>(
        &self,
        written: impl Iterator<Item = &'a Key>,
    ) -> Result<Vec<Record>, Stop> {
        let mut clock = None;
        let mut changes = Vec::new();
        for of in written.filter_map(Subject::of) {
            let last = clock.map_or_else(|| self.clock(), Ok)?;
            let version = last.directory.checked_add(1).ok_or(Stop::Faulty(Fault::Exhausted))?;
            changes.push(Record::DirectoryChange(DirectoryChange { version, of }));
            clock = Some(ClockRecord { directory: version, ..last });
        }
        changes.extend(clock.map(Record::Clock));
        Ok(changes)
    }
}

impl Work {
    /// The same for a call that was checked under this version of the directory: where a newer one stands in
    /// the store, it is refused with [`Refusal::DirectoryChanged`].
    #[must_use]
    pub fn admitted_under(self, admitted: u64) -> Self {
        let run = self.run;
        let run = Box::new(move |books: &mut Books| {
            let newest = books.directory_version()?;
            if newest > admitted {
                let compared = Compared::Directory { admitted, newest };
                return Err(Refusal::DirectoryChanged.comparing(compared));
            }
            run(books)
        });
        Self { run, ..self }
    }
}

#[cfg(test)]
mod tests;
