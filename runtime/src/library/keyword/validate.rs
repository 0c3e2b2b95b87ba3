//! `Keyword.validate`: options against those that are allowed.

use super::*;

/// Functions that check options.
#[library("Keyword")]
pub mod functions {
    use super::*;

    /// Checks the keys against those that are allowed: atoms, or pairs with a default for what is missing. Gives
    /// `{:ok, keywords}` with defaults, or `{:error, keys}` with those that are unknown or come twice.
    ///
    /// ```elixir
    /// iex> Keyword.validate([limit: 10], [:limit, offset: 0])
    /// {:ok, [offset: 0, limit: 10]}
    /// iex> Keyword.validate([colour: 1], [:limit])
    /// {:error, [:colour]}
    /// ```
    #[row(cost = inside)]
    pub fn validate<'a>(cx: &mut Context<'a>, keywords: Value<'a>, values: Value<'a>) -> R<'a> {
        match validated(cx, keywords, values)? {
            Ok(keywords) => cx.ok(keywords),
            Err(bad) => cx.error(bad),
        }
    }

    /// Like `validate/2`, but gives the keyword list, or raises `ArgumentError`.
    ///
    /// ```elixir
    /// iex> Keyword.validate!([limit: 10], [:limit, offset: 0])
    /// [offset: 0, limit: 10]
    /// ```
    #[row(cost = inside, name = "validate!")]
    pub fn validate_bang<'a>(cx: &mut Context<'a>, keywords: Value<'a>, values: Value<'a>) -> R<'a> {
        match validated(cx, keywords, values)? {
            Ok(keywords) => Ok(keywords),
            Err(bad) => Err(validation_failed(cx, keywords, values, bad)?),
        }
    }
}

/// The keys that may still come, with the two lists that Elixir keeps them in: what was passed over in a search goes from
/// one to the other, which shows in the order of the defaults.
struct Allowed<'a> {
    /// The top is the next one.
    here: Vec<Value<'a>>,
    there: Vec<Value<'a>>,
    /// What the list of allowed keys ends in, below the last of `here`.
    end: Value<'a>,
}

impl<'a> Allowed<'a> {
    /// Takes out the entry of a key, if there is one. It is looked for here first, then there.
    fn take(&mut self, cx: &mut Context<'a>, key: Value<'a>) -> Result<bool, Exc> {
        cx.charge(self.here.len() + self.there.len())?;
        let is_it = |entry: &Value<'a>| {
            entry.identical_flat(key) == Some(true)
                || as_pair(*entry).is_some_and(|(k, _)| k.identical_flat(key) == Some(true))
        };
        if let Some(at) = self.here.iter().rposition(is_it) {
            self.there.extend(self.here.drain(at + 1..).rev());
            self.here.truncate(at);
            return Ok(true);
        }
        if !self.end.is_empty_list() {
            return Err(failed(cx, "find_key!", 3));
        }
        if let Some(at) = self.there.iter().rposition(is_it) {
            self.here.extend(self.there.drain(at + 1..).rev());
            self.there.truncate(at);
            // The search began in the other list, and the two have changed places since.
            std::mem::swap(&mut self.here, &mut self.there);
            return Ok(true);
        }
        Ok(false)
    }
}

/// The keyword list with defaults, or the keys that are not allowed.
fn validated<'a>(
    cx: &mut Context<'a>,
    keywords: Value<'a>,
    values: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    check_lists(cx, keywords, values, "validate", 2)?;
    let _room = claim(cx, values)?;
    let mut walk = Walk::over(values);
    let mut here: Vec<Value<'a>> = walk.by_ref().collect();
    here.reverse();
    let mut allowed = Allowed { here, there: Vec::new(), end: walk.end() };
    let mut walk = Walk::over(keywords);
    let mut found = Value::EMPTY_LIST;
    let mut bad = Value::EMPTY_LIST;
    for entry in &mut walk {
        cx.step()?;
        let Some((key, _)) = as_pair(entry).filter(|(key, _)| as_key(*key).is_some()) else {
            let entry = shown(cx, entry)?;
            return Err(
                cx.argument_error(&format!("expected a keyword list as first argument, got invalid entry: {entry}"))
            );
        };
        if allowed.take(cx, key)? {
            found = cx.cons(entry, found)?;
        } else {
            bad = cx.cons(key, bad)?;
        }
    }
    require_end(cx, &walk, ("validate", 5))?;
    if !bad.is_empty_list() {
        return Ok(Err(bad));
    }
    let mut all = found_in_order(cx, found)?;
    for (list, end) in [(&allowed.there, Value::EMPTY_LIST), (&allowed.here, allowed.end)] {
        for entry in list.iter().rev() {
            cx.step()?;
            if as_key(*entry).is_some() {
                continue;
            }
            if as_pair(*entry).is_none_or(|(key, _)| as_key(key).is_none()) {
                let entry = shown(cx, *entry)?;
                return Err(cx.argument_error(&format!(
                    "expected the second argument to be a list of atoms or tuples, got: {entry}"
                )));
            }
            all = cx.cons(*entry, all)?;
        }
        if !end.is_empty_list() {
            return Err(failed(cx, "move_pairs!", 2));
        }
    }
    Ok(Ok(all))
}

/// What was found, the last first, in the order in which it came.
fn found_in_order<'a>(cx: &mut Context<'a>, found: Value<'a>) -> R<'a> {
    let mut list = cx.list_builder(8)?;
    for entry in Walk::over(found) {
        cx.step()?;
        list.push(&mut cx.bump, entry)?;
    }
    list.as_mut_slice().reverse();
    Ok(list.finish(&mut cx.bump))
}

/// The `ArgumentError` of `validate!/2`.
#[cold]
fn validation_failed<'a>(
    cx: &mut Context<'a>,
    keywords: Value<'a>,
    values: Value<'a>,
    bad: Value<'a>,
) -> Result<Exc, Exc> {
    let mut keys = cx.list_builder(8)?;
    for entry in Walk::over(values) {
        cx.step()?;
        let key = match entry.term() {
            Term::Atom(_) => entry,
            Term::Tuple([key, ..]) => *key,
            Term::Tuple([]) => return Err(cx.bad_argument(1, "out of range")),
            _ => return Err(cx.bad_argument(2, "not a tuple")),
        };
        keys.push(&mut cx.bump, key)?;
    }
    let keys = keys.finish(&mut cx.bump);
    let mut unknown = cx.list_builder(4)?;
    for key in Walk::over(bad) {
        if !is_member(cx, key, keys)? {
            unknown.push(&mut cx.bump, key)?;
        }
    }
    let unknown = unknown.finish(&mut cx.bump);
    let (what, which) = if unknown.is_empty_list() { ("duplicate", bad) } else { ("unknown", unknown) };
    let (which, given) = (shown(cx, which)?, shown(cx, keywords)?);
    Ok(if what == "unknown" {
        let keys = shown(cx, keys)?;
        cx.argument_error(&format!("unknown keys {which} in {given}, the allowed keys are: {keys}"))
    } else {
        cx.argument_error(&format!("duplicate keys {which} in {given}"))
    })
}
