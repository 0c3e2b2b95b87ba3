//! Messages in which terms that JSON lacks are written as `{"$type": "date", "value": "2024-01-02"}`.

use philtre::{Arguments, Context, Parameters, RunError};

/// Whether a message holds any.
pub(crate) fn has_typed(message: &str) -> bool {
    message.contains("\"$type\"")
}

/// The arguments of a function, made of such a message.
pub(crate) fn arguments<'a>(
    _cx: &mut Context<'a>,
    _message: &str,
    _parameters: &Parameters,
) -> Result<Arguments<'a>, RunError> {
    todo!()
}
