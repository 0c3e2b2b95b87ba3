//! The reference transforms as a Rust programmer writes them over Philtre's values: keys are looked up where they were found
//! last, loops are fused, texts are written once, errors are those of the runtime. Regexes, dates, rounding and the case of
//! letters come from the runtime: whoever writes by hand does not write those.

use philtre::{Context, Host, Limits, Parameters, Program, Term, Value};
use philtre_runtime::error::{Place, R};
use philtre_runtime::library::calendar::date_time::functions as date_time;
use philtre_runtime::library::enums::sort::functions as sorting;
use philtre_runtime::library::float::functions as float;
use philtre_runtime::library::string::{change, search, trim};
use philtre_runtime::memory::ListBuilder;
use philtre_runtime::native::{Regex, access, atom, dot, map_of};
use philtre_runtime::term::map::SortedBuilder;
use philtre_runtime::term::{Guess, Key, Map, atoms};
use philtre_runtime::text::{grapheme, interpolate};
use philtre_runtime::{ops, sort};

/// A function over the arguments of a change: action, record, changes, metadata.
type Function = for<'a> fn(&mut Context<'a>, [Value<'a>; 4]) -> R<'a>;

/// One of them, as a program, so that all are run the same way.
pub(crate) struct Direct {
    function: Function,
    parameters: Parameters,
    limits: Limits,
}

impl Program for Direct {
    fn entry(&self) -> &str {
        "transform"
    }

    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn host(&self) -> &Host {
        &Host::PURE
    }

    fn run<'a>(&'a self, cx: &mut Context<'a>, arguments: &[Value<'a>]) -> R<'a> {
        match arguments {
            [action, record, changes, metadata] => (self.function)(cx, [*action, *record, *changes, *metadata]),
            _ => Err(cx.argument_error("four arguments are expected")),
        }
    }

    fn line_column(&self, _place: Place) -> (u32, u32) {
        (1, 1)
    }
}

/// The one of that name.
pub(crate) fn named(name: &str) -> Option<Direct> {
    let function: Function = match name {
        "approved_filter" => approved_filter,
        "cache_entry" => cache_entry,
        "diff_audit" => diff_audit,
        "extract_id" => extract_id,
        "mask_pii" => mask_pii,
        "order_totals" => order_totals,
        "rest_route" => rest_route,
        "search_document" => search_document,
        _ => return None,
    };
    let parameters = Parameters::new(philtre::Parameter::of_changes());
    Some(Direct { function, parameters, limits: Limits::default() })
}

const DEFAULT: Value<'static> = atom("default");
const ISO: Value<'static> = atom("Elixir.Calendar.ISO");
const SECOND: Value<'static> = atom("second");

/// `key!("id")`: a key of its own place, which remembers where it was found.
macro_rules! key {
    ($text:literal) => {{
        static AT: Guess = Guess::new();
        const { Key::new(Value::str($text), &AT) }
    }};
    (:$name:literal) => {{
        static AT: Guess = Guess::new();
        const { Key::new(atom($name), &AT) }
    }};
}

/// `keys!["a", "b"]`: sorted atoms.
macro_rules! keys {
    ($($name:literal),*) => {{
        static KEYS: &[Value<'static>] = &[$(atom($name)),*];
        KEYS
    }};
}

fn is_text(value: Value<'_>, text: &'static str) -> bool {
    Value::str(text).is_same_flat(value)
}

fn approved_filter<'a>(cx: &mut Context<'a>, [action, record, changes, _]: [Value<'a>; 4]) -> R<'a> {
    let passes = is_text(action, "update")
        && is_text(access(cx, changes, key!("status"))?, "pending")
        && is_text(access(cx, record, key!("status"))?, "approved");
    Ok(Value::bool(passes))
}

fn extract_id<'a>(cx: &mut Context<'a>, [_, record, ..]: [Value<'a>; 4]) -> R<'a> {
    access(cx, record, key!("id"))
}

fn cache_entry<'a>(cx: &mut Context<'a>, [_, record, _, metadata]: [Value<'a>; 4]) -> R<'a> {
    let id = access(cx, record, key!("id"))?;
    let schema = dot(cx, metadata, key!(:"table_schema"))?;
    let table = dot(cx, metadata, key!(:"table_name"))?;
    let key = interpolate(cx, &[schema, Value::str("."), table, Value::str("."), id])?;
    map_of(cx, keys!["key", "ttl", "value"], &[key, Value::int(3600), record])
}

fn rest_route<'a>(cx: &mut Context<'a>, [action, record, _, metadata]: [Value<'a>; 4]) -> R<'a> {
    let method = match action.as_binary().map(|action| action.bytes()) {
        Some(b"update") => "PUT",
        Some(b"delete") => "DELETE",
        _ => "POST",
    };
    let table = dot(cx, metadata, key!(:"table_name"))?;
    let id = access(cx, record, key!("id"))?;
    let path = interpolate(cx, &[Value::str("/api/"), table, Value::str("/"), id])?;
    map_of(cx, keys!["endpoint_path", "method"], &[path, Value::str(method)])
}

fn diff_audit<'a>(cx: &mut Context<'a>, [action, record, changes, metadata]: [Value<'a>; 4]) -> R<'a> {
    let mut columns = ListBuilder::new(&mut cx.bump, 8)?;
    let diff = match changes.term() {
        Term::Map(changes) if !changes.is_struct() => {
            // Sorted already: the columns of the diff are those of the changes.
            let mut diff = SortedBuilder::new(&mut cx.bump, changes.len())?;
            for (column, old) in changes.iter() {
                let new = match record.as_map() {
                    Some(record) => record.get(cx, column)?.unwrap_or(Value::NIL),
                    None if record.is_nil() => Value::NIL,
                    None => return Err(cx.bad_map(record)),
                };
                let entry = map_of(cx, keys!["new", "old"], &[new, old])?;
                if !columns.is_empty() {
                    columns.push(&mut cx.bump, Value::str(","))?;
                }
                columns.push(&mut cx.bump, column)?;
                diff.push(&mut cx.bump, column, entry)?;
            }
            diff.finish(&mut cx.bump)?.value()
        }
        _ if !changes.truthy() => Value::map(&Map::EMPTY),
        _ => return Err(cx.bad_map(changes)),
    };
    let by = match dot(cx, metadata, key!(:"transaction_annotations")) {
        Ok(annotations) => access(cx, annotations, key!("username"))?,
        Err(exc) => return Err(exc),
    };
    let by = if by.truthy() { by } else { Value::str("system") };
    let columns = columns.finish_slice(&mut cx.bump);
    let changed = interpolate(cx, columns)?;
    let table = dot(cx, metadata, key!(:"table_name"))?;
    let pk = access(cx, record, key!("id"))?;
    map_of(cx, keys!["action", "by", "changed_columns", "diff", "pk", "table"], &[action, by, changed, diff, pk, table])
}

fn mask_pii<'a>(cx: &mut Context<'a>, [_, record, ..]: [Value<'a>; 4]) -> R<'a> {
    let Some(map) = record.as_map() else { return Err(cx.bad_map(record)) };
    let mut masked = SortedBuilder::new(&mut cx.bump, map.len())?;
    let mut found = false;
    for (key, value) in map.iter() {
        let value = match key.as_binary().map(|key| key.bytes()) {
            Some(b"password" | b"credit_card" | b"ssn") => continue,
            Some(b"email") => {
                found = true;
                masked_email(cx, value)?
            }
            _ => value,
        };
        masked.push(&mut cx.bump, key, value)?;
    }
    if !found {
        return Err(cx.key_error(Value::str("email"), record));
    }
    Ok(masked.finish(&mut cx.bump)?.value())
}

fn masked_email<'a>(cx: &mut Context<'a>, email: Value<'a>) -> R<'a> {
    let text = email.as_binary().and_then(|email| email.text());
    let Some((name, domain)) = text.and_then(|text| text.split_once('@')).filter(|(_, domain)| !domain.contains('@'))
    else {
        return Err(cx.match_error(email));
    };
    let length = grapheme::count(name.as_bytes(), true);
    let Some(hidden) = length.checked_sub(2) else { return Err(cx.argument_error("the name is too short")) };
    let visible = name.get(..grapheme::offset(name.as_bytes(), true, 2)).unwrap_or(name);
    let mut text = cx.bump.text_writer();
    text.push(visible)?;
    text.repeat("*", hidden)?;
    text.push("@")?;
    text.push(domain)?;
    let text = text.finish();
    Ok(Value::str(text))
}

fn order_totals<'a>(cx: &mut Context<'a>, [_, record, ..]: [Value<'a>; 4]) -> R<'a> {
    let items = access(cx, record, key!("items"))?;
    let mut lines = ListBuilder::new(&mut cx.bump, 8)?;
    // Totals and lines by turns, to be sorted.
    let mut subtotal = Value::float(0.0);
    let mut taxable = Value::int(0);
    let mut rest = items;
    while let Term::List(list) = rest.term() {
        for item in list.block() {
            let quantity = access(cx, *item, key!("qty"))?;
            let price = access(cx, *item, key!("unit_price"))?;
            let amount = ops::mul(cx, quantity, price)?;
            let total = float::round(cx, amount, Value::int(2))?;
            let sku = access(cx, *item, key!("sku"))?;
            let line = map_of(cx, keys!["sku", "total"], &[sku, total])?;
            lines.push(&mut cx.bump, total)?;
            lines.push(&mut cx.bump, line)?;
            subtotal = ops::add(cx, total, subtotal)?;
            if access(cx, *item, key!("taxable"))?.truthy() {
                taxable = ops::add(cx, taxable, amount)?;
            }
        }
        rest = list.rest();
    }
    if !rest.is_empty_list() {
        return Err(cx.bad_map(items));
    }
    let count = lines.len() / 2;
    let (pairs, _) = lines.as_mut_slice().as_chunks_mut::<2>();
    // From the largest; equal ones as they were.
    sort::merge_sort(pairs, &mut |[a, _], [b, _]| ops::greater_equal(cx, *a, *b))?;
    for i in 0..count {
        lines.as_mut_slice()[i] = lines.as_slice()[2 * i + 1];
    }
    lines.truncate(count);
    let lines = lines.finish(&mut cx.bump);
    let subtotal = float::round(cx, subtotal, Value::int(2))?;
    let tax = ops::mul(cx, taxable, Value::float(0.08))?;
    let tax = float::round(cx, tax, Value::int(2))?;
    let id = access(cx, record, key!("id"))?;
    map_of(
        cx,
        keys!["count", "lines", "order_id", "subtotal", "tax"],
        &[Value::int(count as i64), lines, id, subtotal, tax],
    )
}

fn search_document<'a>(cx: &mut Context<'a>, [action, record, _, metadata]: [Value<'a>; 4]) -> R<'a> {
    let first = access(cx, record, key!("first_name"))?;
    let last = access(cx, record, key!("last_name"))?;
    let name = interpolate(cx, &[first, Value::str(" "), last])?;
    let name = trim::functions::trim(cx, name)?;

    let price = access(cx, record, key!("price"))?;
    let tier = if ops::greater_equal(cx, price, Value::int(1000))? {
        "premium"
    } else if ops::greater_equal(cx, price, Value::int(100))? {
        "standard"
    } else {
        "basic"
    };

    let created = access(cx, record, key!("created_at"))?;
    let parsed = date_time::from_iso8601(cx, created, ISO)?;
    let created = match parsed.term() {
        Term::Tuple(&[ok, at, _]) if ok.is(atoms::OK) => date_time::to_unix(cx, at, SECOND)?,
        _ => Value::NIL,
    };

    let address = access(cx, record, key!("address"))?;
    let city = match address.as_map() {
        Some(map) => match (key!("city").find(map), key!("country").find(map)) {
            (Some(city), Some(country)) => interpolate(cx, &[city, Value::str(", "), country])?,
            _ => Value::str("unknown"),
        },
        None => Value::str("unknown"),
    };

    let table = dot(cx, metadata, key!(:"table_name"))?;
    let id = access(cx, record, key!("id"))?;
    let id = interpolate(cx, &[table, Value::str("-"), id])?;

    static NOT_PLAIN: Regex = Regex::new("[^a-z0-9]+", "");
    let product = access(cx, record, key!("product"))?;
    let product = change::functions::downcase(cx, product, DEFAULT)?;
    let not_plain = NOT_PLAIN.value(cx)?;
    let slug = search::functions::replace(cx, product, not_plain, Value::str("-"), Value::EMPTY_LIST)?;
    let slug = trim::functions::trim_text(cx, slug, Value::str("-"))?;

    let tags = access(cx, record, key!("tags"))?;
    let mut upper = ListBuilder::new(&mut cx.bump, 8)?;
    let mut rest = tags;
    while let Term::List(list) = rest.term() {
        for tag in list.block() {
            let tag = change::functions::upcase(cx, *tag, DEFAULT)?;
            upper.push(&mut cx.bump, tag)?;
        }
        rest = list.rest();
    }
    let tags = upper.finish(&mut cx.bump);
    let tags = sorting::sort_ascending(cx, tags)?;

    map_of(
        cx,
        keys!["city", "created_unix", "deleted", "id", "name", "slug", "tags", "tier"],
        &[city, created, Value::bool(is_text(action, "delete")), id, name, slug, tags, Value::str(tier)],
    )
}
