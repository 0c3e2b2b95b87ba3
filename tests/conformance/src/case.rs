//! What a case asks, and the answer that real Elixir gave.

use serde::Deserialize;
use serde_json::value::RawValue;

/// A line of a file of cases.
#[derive(Debug, Deserialize)]
pub struct Case {
    /// Unique in its file.
    pub id: String,
    /// A body of expressions; a whole source where there is a message of four members.
    pub code: String,
    /// Values of the variables of a body.
    pub bindings: Option<Box<RawValue>>,
    /// In cases of whole functions the message; beside `raise` the exception's message.
    message: Option<Box<RawValue>>,
    raise_message: Option<String>,
    ok: Option<String>,
    raise: Option<String>,
    throw: Option<String>,
    compile_error: Option<String>,
    /// The exception's message holds what is Elixir's own business: only its module is compared.
    #[serde(default)]
    opaque_message: bool,
}

/// What real Elixir answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A value, inspected.
    Ok(String),
    /// An exception; no message where it is not to be compared.
    Raise(String, Option<String>),
    /// A thrown value, inspected.
    Throw(String),
    /// The code does not compile.
    CompileError,
}

impl Case {
    /// Reads a line.
    ///
    /// # Errors
    /// No JSON, or members of other types.
    pub fn parse(line: &str) -> serde_json::Result<Case> {
        serde_json::from_str(line)
    }

    /// The message of a case of a whole function.
    pub fn function_message(&self) -> Option<&str> {
        self.message.as_deref().map(RawValue::get).filter(|text| text.starts_with('{'))
    }

    /// The recorded answer.
    pub fn expected(&self) -> Option<Expected> {
        if let Some(text) = &self.ok {
            return Some(Expected::Ok(text.clone()));
        }
        if let Some(module) = &self.raise {
            let message = match (&self.raise_message, &self.message) {
                (Some(message), _) => Some(message.clone()),
                (None, Some(message)) => serde_json::from_str(message.get()).ok(),
                (None, None) => None,
            };
            return Some(Expected::Raise(module.clone(), message.filter(|_| !self.opaque_message)));
        }
        if let Some(value) = &self.throw {
            return Some(Expected::Throw(value.clone()));
        }
        self.compile_error.as_ref().map(|_| Expected::CompileError)
    }
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Expected::Ok(text) => write!(f, "{text}"),
            Expected::Raise(module, Some(message)) => write!(f, "** ({module}) {message}"),
            Expected::Raise(module, None) => write!(f, "** ({module}) with any message"),
            Expected::Throw(value) => write!(f, "** (throw) {value}"),
            Expected::CompileError => f.write_str("a compile error"),
        }
    }
}
