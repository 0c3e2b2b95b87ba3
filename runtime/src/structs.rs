//! The structs that programs may use, exceptions among them: their fields in the order of definition, with defaults.

use crate::context::Context;
use crate::error::R;
use crate::term::{Atom, Map, Term, Value, atoms};
use std::sync::LazyLock;

/// A struct's definition.
pub struct StructInfo {
    /// Its module.
    pub module: Value<'static>,
    /// Its fields in the order of definition, without `__struct__`; exceptions begin with `__exception__`.
    pub fields: &'static [(Value<'static>, Value<'static>)],
}

impl StructInfo {
    /// Whether it is an exception.
    pub fn is_exception(&self) -> bool {
        self.fields.first().is_some_and(|(key, _)| key.is(atoms::EXCEPTION))
    }

    /// Whether it has such a field, `__struct__` left aside.
    pub fn has_field(&self, key: Value<'_>) -> bool {
        self.fields.iter().any(|(field, _)| field.identical_flat(key) == Some(true))
    }

    /// Whether a map has its fields and no others.
    pub fn describes(&self, map: &Map<'_>) -> bool {
        map.len() == self.fields.len() + 1 && self.fields.iter().all(|(key, _)| map.get_flat(*key).is_some())
    }

    /// `%Name{}`
    ///
    /// # Errors
    /// Memory.
    pub fn default<'a>(&'static self, cx: &mut Context<'a>) -> R<'a> {
        let at = STRUCTS.iter().position(|info| std::ptr::eq(info, self)).unwrap_or(0);
        match DEFAULTS.get(at) {
            Some(default) => cx.map_from_sorted(&default.keys, &default.values),
            None => Ok(Value::NIL),
        }
    }
}

/// The struct that a module defines.
pub fn find(module: Value<'_>) -> Option<&'static StructInfo> {
    let Term::Atom(_) = module.term() else { return None };
    STRUCTS.iter().find(|info| info.module.identical_flat(module) == Some(true))
}

/// The struct of a module's full name, `"Elixir.Date"`.
pub fn find_by_name(module: &str) -> Option<&'static StructInfo> {
    find(Atom::new(module).value())
}

/// Defaults with their keys in order.
struct Sorted {
    keys: Vec<Value<'static>>,
    values: Vec<Value<'static>>,
}

static DEFAULTS: LazyLock<Vec<Sorted>> = LazyLock::new(|| {
    let sorted = |info: &StructInfo| {
        let mut entries = info.fields.to_vec();
        entries.push((atoms::STRUCT, info.module));
        let name = |key: Value<'static>| match key.term() {
            Term::Atom(atom) => atom.name(),
            _ => "",
        };
        entries.sort_by_key(|(key, _)| name(*key));
        let (keys, values) = entries.into_iter().unzip();
        Sorted { keys, values }
    };
    STRUCTS.iter().map(sorted).collect()
});

const fn info(module: Value<'static>, fields: &'static [(Value<'static>, Value<'static>)]) -> StructInfo {
    StructInfo { module, fields }
}

const ZEROS: Value<'static> = Value::tuple(&[Value::int(0), Value::int(0)]);

/// All of them.
pub static STRUCTS: &[StructInfo] = &[
    info(
        atoms::MODULE_DATE,
        &[
            (atoms::YEAR, Value::NIL),
            (atoms::MONTH, Value::NIL),
            (atoms::DAY, Value::NIL),
            (atoms::CALENDAR, atoms::CALENDAR_ISO),
        ],
    ),
    info(
        atoms::MODULE_DATE_RANGE,
        &[
            (atoms::FIRST, Value::NIL),
            (atoms::LAST, Value::NIL),
            (atoms::FIRST_IN_ISO_DAYS, Value::NIL),
            (atoms::LAST_IN_ISO_DAYS, Value::NIL),
            (atoms::STEP, Value::NIL),
        ],
    ),
    info(
        atoms::MODULE_DATE_TIME,
        &[
            (atoms::YEAR, Value::NIL),
            (atoms::MONTH, Value::NIL),
            (atoms::DAY, Value::NIL),
            (atoms::HOUR, Value::NIL),
            (atoms::MINUTE, Value::NIL),
            (atoms::SECOND, Value::NIL),
            (atoms::TIME_ZONE, Value::NIL),
            (atoms::ZONE_ABBR, Value::NIL),
            (atoms::UTC_OFFSET, Value::NIL),
            (atoms::STD_OFFSET, Value::NIL),
            (atoms::MICROSECOND, ZEROS),
            (atoms::CALENDAR, atoms::CALENDAR_ISO),
        ],
    ),
    info(
        atoms::MODULE_NAIVE_DATE_TIME,
        &[
            (atoms::YEAR, Value::NIL),
            (atoms::MONTH, Value::NIL),
            (atoms::DAY, Value::NIL),
            (atoms::HOUR, Value::NIL),
            (atoms::MINUTE, Value::NIL),
            (atoms::SECOND, Value::NIL),
            (atoms::MICROSECOND, ZEROS),
            (atoms::CALENDAR, atoms::CALENDAR_ISO),
        ],
    ),
    info(
        atoms::MODULE_TIME,
        &[
            (atoms::HOUR, Value::NIL),
            (atoms::MINUTE, Value::NIL),
            (atoms::SECOND, Value::NIL),
            (atoms::MICROSECOND, ZEROS),
            (atoms::CALENDAR, atoms::CALENDAR_ISO),
        ],
    ),
    info(
        atoms::MODULE_URI,
        &[
            (atoms::SCHEME, Value::NIL),
            (atoms::AUTHORITY, Value::NIL),
            (atoms::USERINFO, Value::NIL),
            (atoms::HOST, Value::NIL),
            (atoms::PORT, Value::NIL),
            (atoms::PATH, Value::NIL),
            (atoms::QUERY, Value::NIL),
            (atoms::FRAGMENT, Value::NIL),
        ],
    ),
    info(
        atoms::MODULE_REGEX,
        &[(atoms::RE_PATTERN, Value::NIL), (atoms::SOURCE, Value::str("")), (atoms::OPTS, Value::EMPTY_LIST)],
    ),
    info(atoms::MODULE_MAP_SET, &[(atoms::MAP, Value::map(&Map::EMPTY))]),
    info(atoms::MODULE_RANGE, &[(atoms::FIRST, Value::NIL), (atoms::LAST, Value::NIL), (atoms::STEP, Value::NIL)]),
    info(
        atoms::MODULE_STREAM,
        &[
            (atoms::ENUM, Value::NIL),
            (atoms::FUNS, Value::EMPTY_LIST),
            (atoms::ACCS, Value::EMPTY_LIST),
            (atoms::DONE, Value::NIL),
        ],
    ),
    info(
        atoms::MODULE_DECIMAL,
        &[(atoms::SIGN, Value::int(1)), (atoms::COEF, Value::int(0)), (atoms::EXP, Value::int(0))],
    ),
    info(
        atoms::MODULE_DURATION,
        &[
            (atoms::YEAR, Value::int(0)),
            (atoms::MONTH, Value::int(0)),
            (atoms::WEEK, Value::int(0)),
            (atoms::DAY, Value::int(0)),
            (atoms::HOUR, Value::int(0)),
            (atoms::MINUTE, Value::int(0)),
            (atoms::SECOND, Value::int(0)),
            (atoms::MICROSECOND, ZEROS),
        ],
    ),
    info(atoms::ARGUMENT_ERROR, &[(atoms::EXCEPTION, Value::TRUE), (atoms::MESSAGE, Value::str("argument error"))]),
    info(
        atoms::ARITHMETIC_ERROR,
        &[(atoms::EXCEPTION, Value::TRUE), (atoms::MESSAGE, Value::str("bad argument in arithmetic expression"))],
    ),
    info(
        atoms::BAD_ARITY_ERROR,
        &[(atoms::EXCEPTION, Value::TRUE), (atoms::FUNCTION, Value::NIL), (atoms::ARGS, Value::NIL)],
    ),
    info(
        atoms::BAD_BOOLEAN_ERROR,
        &[(atoms::EXCEPTION, Value::TRUE), (atoms::TERM, Value::NIL), (atoms::OPERATOR, Value::NIL)],
    ),
    info(atoms::BAD_FUNCTION_ERROR, &[(atoms::EXCEPTION, Value::TRUE), (atoms::TERM, Value::NIL)]),
    info(atoms::BAD_MAP_ERROR, &[(atoms::EXCEPTION, Value::TRUE), (atoms::TERM, Value::NIL)]),
    info(atoms::CASE_CLAUSE_ERROR, &[(atoms::EXCEPTION, Value::TRUE), (atoms::TERM, Value::NIL)]),
    info(atoms::COND_CLAUSE_ERROR, &[(atoms::EXCEPTION, Value::TRUE)]),
    info(atoms::ENUM_EMPTY_ERROR, &[(atoms::EXCEPTION, Value::TRUE), (atoms::MESSAGE, Value::str("empty error"))]),
    info(
        atoms::ENUM_OUT_OF_BOUNDS_ERROR,
        &[
            (atoms::EXCEPTION, Value::TRUE),
            (atoms::ENUMERABLE, Value::NIL),
            (atoms::INDEX, Value::NIL),
            (atoms::MESSAGE, Value::NIL),
        ],
    ),
    info(
        atoms::ERLANG_ERROR,
        &[(atoms::EXCEPTION, Value::TRUE), (atoms::ORIGINAL, Value::NIL), (atoms::REASON, Value::NIL)],
    ),
    info(
        atoms::FUNCTION_CLAUSE_ERROR,
        &[
            (atoms::EXCEPTION, Value::TRUE),
            (atoms::MODULE, Value::NIL),
            (atoms::FUNCTION, Value::NIL),
            (atoms::ARITY, Value::NIL),
            (atoms::KIND, Value::NIL),
            (atoms::ARGS, Value::NIL),
            (atoms::CLAUSES, Value::NIL),
        ],
    ),
    info(
        atoms::JSON_DECODE_ERROR,
        &[
            (atoms::EXCEPTION, Value::TRUE),
            (atoms::MESSAGE, Value::NIL),
            (atoms::OFFSET, Value::NIL),
            (atoms::DATA, Value::NIL),
        ],
    ),
    info(
        atoms::KEY_ERROR,
        &[
            (atoms::EXCEPTION, Value::TRUE),
            (atoms::KEY, Value::NIL),
            (atoms::TERM, Value::NIL),
            (atoms::MESSAGE, Value::NIL),
        ],
    ),
    info(atoms::MATCH_ERROR, &[(atoms::EXCEPTION, Value::TRUE), (atoms::TERM, Value::NIL)]),
    info(
        atoms::PROTOCOL_UNDEFINED_ERROR,
        &[
            (atoms::EXCEPTION, Value::TRUE),
            (atoms::PROTOCOL, Value::NIL),
            (atoms::VALUE, Value::NIL),
            (atoms::DESCRIPTION, Value::str("")),
        ],
    ),
    info(
        atoms::REGEX_COMPILE_ERROR,
        &[(atoms::EXCEPTION, Value::TRUE), (atoms::MESSAGE, Value::str("regex could not be compiled"))],
    ),
    info(atoms::RUNTIME_ERROR, &[(atoms::EXCEPTION, Value::TRUE), (atoms::MESSAGE, Value::str("runtime error"))]),
    info(
        atoms::SYSTEM_LIMIT_ERROR,
        &[(atoms::EXCEPTION, Value::TRUE), (atoms::MESSAGE, Value::str("a system limit has been reached"))],
    ),
    info(atoms::TRY_CLAUSE_ERROR, &[(atoms::EXCEPTION, Value::TRUE), (atoms::TERM, Value::NIL)]),
    info(
        atoms::UNDEFINED_FUNCTION_ERROR,
        &[
            (atoms::EXCEPTION, Value::TRUE),
            (atoms::MODULE, Value::NIL),
            (atoms::FUNCTION, Value::NIL),
            (atoms::ARITY, Value::NIL),
            (atoms::REASON, Value::NIL),
            (atoms::MESSAGE, Value::NIL),
        ],
    ),
    info(
        atoms::UNICODE_CONVERSION_ERROR,
        &[(atoms::EXCEPTION, Value::TRUE), (atoms::ENCODED, Value::NIL), (atoms::MESSAGE, Value::NIL)],
    ),
    info(
        atoms::URI_ERROR,
        &[
            (atoms::EXCEPTION, Value::TRUE),
            (atoms::ACTION, Value::NIL),
            (atoms::REASON, Value::NIL),
            (atoms::PART, Value::NIL),
        ],
    ),
    info(atoms::WITH_CLAUSE_ERROR, &[(atoms::EXCEPTION, Value::TRUE), (atoms::TERM, Value::NIL)]),
    info(
        atoms::DECIMAL_ERROR,
        &[(atoms::EXCEPTION, Value::TRUE), (atoms::SIGNAL, Value::NIL), (atoms::REASON, Value::NIL)],
    ),
    info(
        atoms::INSPECT_ERROR,
        &[
            (atoms::EXCEPTION, Value::TRUE),
            (atoms::EXCEPTION_MODULE, Value::NIL),
            (atoms::EXCEPTION_MESSAGE, Value::NIL),
            (atoms::STACKTRACE, Value::NIL),
            (atoms::INSPECTED_STRUCT, Value::NIL),
        ],
    ),
];
