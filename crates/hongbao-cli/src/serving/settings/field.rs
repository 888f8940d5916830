//! How a setting's value gets into the field that holds it, and out of it as text. It does not know
//! which settings there are.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::ArgMatches;
use hongbao_engine::PriceStyle;

/// What a setting's value looks like.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// True or false; the name alone is true.
    Switch,
    Text,
    Folder,
    /// A whole number from this one.
    Count {
        from: i64,
    },
    /// Names of hosts, each with or without a port, with commas between them.
    Hosts,
    /// One of these words.
    Word(&'static [&'static str]),
}

impl Shape {
    /// Whether a file may write it as an array of texts.
    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::Hosts)
    }

    /// The words to choose from; of a switch, true comes first.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Word(words) => words,
            Self::Switch => &["true", "false"],
            Self::Text | Self::Folder | Self::Count { .. } | Self::Hosts => &[],
        }
    }

    /// The word at this place.
    fn word(self, place: usize) -> String {
        self.words().get(place).copied().unwrap_or_default().to_owned()
    }
}

/// The value that a flag, the environment or the file sets, if any of them does.
pub(super) struct Source<'a> {
    pub(super) arguments: &'a ArgMatches,
    pub(super) name: &'static str,
    pub(super) shape: Shape,
}

impl Source<'_> {
    fn value<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        self.arguments.try_get_one::<T>(self.name).ok().flatten().cloned()
    }

    fn count(&self) -> Option<u32> {
        self.value::<u32>()
    }

    /// The place of the chosen word among the words.
    fn place(&self) -> Option<usize> {
        let text = match self.shape {
            Shape::Switch => self.value::<bool>()?.to_string(),
            _ => self.value::<String>()?,
        };
        self.shape.words().iter().position(|word| *word == text)
    }
}

/// A field that a setting may have.
pub(super) trait Field {
    /// Takes the value that is set; keeps its own where none is.
    fn take(&mut self, source: &Source<'_>);

    /// The value as it would be set; "" where it stands for no value.
    fn text(&self, shape: Shape) -> String;
}

/// One of two words; the first one is true.
impl Field for bool {
    fn take(&mut self, source: &Source<'_>) {
        *self = source.place().map_or(*self, |place| place == 0);
    }

    fn text(&self, shape: Shape) -> String {
        shape.word(usize::from(!*self))
    }
}

const STYLES: [PriceStyle; 3] = [PriceStyle::String, PriceStyle::Number, PriceStyle::Document];

/// One of three words, in the order of `STYLES`.
impl Field for PriceStyle {
    fn take(&mut self, source: &Source<'_>) {
        let style = source.place().and_then(|place| STYLES.get(place));
        *self = style.copied().unwrap_or(*self);
    }

    fn text(&self, shape: Shape) -> String {
        let place = STYLES.iter().position(|style| style == self);
        place.map(|place| shape.word(place)).unwrap_or_default()
    }
}

impl Field for String {
    fn take(&mut self, source: &Source<'_>) {
        if let Some(text) = source.value() {
            *self = text;
        }
    }

    fn text(&self, _: Shape) -> String {
        self.clone()
    }
}

impl Field for Option<String> {
    fn take(&mut self, source: &Source<'_>) {
        if let Some(value) = source.value() {
            *self = Some(value);
        }
    }

    fn text(&self, _: Shape) -> String {
        self.clone().unwrap_or_default()
    }
}

impl Field for PathBuf {
    fn take(&mut self, source: &Source<'_>) {
        if let Some(path) = source.value() {
            *self = path;
        }
    }

    fn text(&self, _: Shape) -> String {
        self.display().to_string()
    }
}

impl Field for Option<PathBuf> {
    fn take(&mut self, source: &Source<'_>) {
        if let Some(value) = source.value() {
            *self = Some(value);
        }
    }

    fn text(&self, _: Shape) -> String {
        self.as_ref().map(|path| path.display().to_string()).unwrap_or_default()
    }
}

impl Field for Vec<String> {
    fn take(&mut self, source: &Source<'_>) {
        if let Some(names) = source.value() {
            *self = names;
        }
    }

    fn text(&self, _: Shape) -> String {
        self.join(",")
    }
}

impl Field for u32 {
    fn take(&mut self, source: &Source<'_>) {
        *self = source.count().unwrap_or(*self);
    }

    fn text(&self, _: Shape) -> String {
        self.to_string()
    }
}

impl Field for i64 {
    fn take(&mut self, source: &Source<'_>) {
        *self = source.count().map_or(*self, i64::from);
    }

    fn text(&self, _: Shape) -> String {
        self.to_string()
    }
}

impl Field for usize {
    fn take(&mut self, source: &Source<'_>) {
        let count = source.count().and_then(|count| Self::try_from(count).ok());
        *self = count.unwrap_or(*self);
    }

    fn text(&self, _: Shape) -> String {
        self.to_string()
    }
}

impl Field for Option<usize> {
    fn take(&mut self, source: &Source<'_>) {
        let count = source.count().and_then(|count| usize::try_from(count).ok());
        *self = count.or(*self);
    }

    fn text(&self, _: Shape) -> String {
        self.map(|count| count.to_string()).unwrap_or_default()
    }
}

impl Field for Option<u32> {
    fn take(&mut self, source: &Source<'_>) {
        *self = source.count().or(*self);
    }

    fn text(&self, _: Shape) -> String {
        self.map(|count| count.to_string()).unwrap_or_default()
    }
}

/// A number that may be 0 where that stands for none.
impl Field for Option<NonZeroU32> {
    fn take(&mut self, source: &Source<'_>) {
        *self = source.count().map_or(*self, NonZeroU32::new);
    }

    fn text(&self, shape: Shape) -> String {
        match (self, shape) {
            (Some(count), _) => count.to_string(),
            (None, Shape::Count { from: 0 }) => "0".to_owned(),
            (None, _) => String::new(),
        }
    }
}

/// Whole seconds.
impl Field for Duration {
    fn take(&mut self, source: &Source<'_>) {
        *self = source.count().map_or(*self, |count| Self::from_secs(count.into()));
    }

    fn text(&self, _: Shape) -> String {
        self.as_secs().to_string()
    }
}
