//! The configuration file: the same settings as TOML. `[limits] app_method` is `limits-app-method`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::input;
use crate::serving::settings::field::Shape;
use crate::serving::settings::table::SETTINGS;
use crate::serving::start_error::StartError;

/// What a configuration file sets: names of settings and their text.
pub(crate) type File = BTreeMap<String, String>;

/// Reads the configuration file; without one nothing is set by it.
pub(crate) fn read_file(path: Option<&PathBuf>) -> Result<File, StartError> {
    let Some(path) = path else { return Ok(File::new()) };
    let file = |source| StartError::File { path: path.clone(), source };
    let text = input::file_text(path).map_err(file)?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        StartError::Config { path: path.clone(), line, what: error.message().to_owned() }
    })?;
    let mut settings = File::new();
    flatten("", table, &mut settings)?;
    Ok(settings)
}

fn flatten(above: &str, table: toml::Table, settings: &mut File) -> Result<(), StartError> {
    for (name, value) in table {
        let name = format!("{above}{}", name.replace('_', "-"));
        let text = match value {
            toml::Value::Table(inner) => {
                flatten(&format!("{name}-"), inner, settings)?;
                continue;
            }
            toml::Value::String(text) => text,
            toml::Value::Boolean(value) => value.to_string(),
            toml::Value::Integer(value) => value.to_string(),
            toml::Value::Array(values) if shape(&name).is_some_and(Shape::is_list) => {
                let texts = values.iter().map(toml::Value::as_str).collect::<Option<Vec<_>>>();
                texts.ok_or_else(|| StartError::ConfigValue(name.clone()))?.join(",")
            }
            toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Array(_) => {
                return Err(StartError::ConfigValue(name));
            }
        };
        if shape(&name).is_none() {
            return Err(StartError::ConfigName(name));
        }
        settings.insert(name, text);
    }
    Ok(())
}

fn shape(name: &str) -> Option<Shape> {
    SETTINGS.iter().find(|setting| setting.name == name).map(|setting| setting.shape)
}
