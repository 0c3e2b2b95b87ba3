//! Atoms: by number where the name is known to the runtime, by text elsewhere.
//!
//! Nothing is interned for ever: an unknown name lies in the program that wrote it or in the arena of the message that
//! brought it. A name that is in the table is always held by its number, so equal atoms have equal first words.

use super::Value;
use crate::text::byte;
use std::sync::LazyLock;

/// An atom.
#[derive(Clone, Copy)]
pub struct Atom<'a>(pub(super) Value<'a>);

impl<'a> Atom<'a> {
    /// The atom of a name that lives for 'a.
    pub fn new(name: &'a str) -> Self {
        match known(name) {
            Some(value) => Atom(value),
            None => Atom(Value::atom_text(name)),
        }
    }

    /// Its name, without a colon: `"ok"`, `"Elixir.String"`.
    #[inline]
    pub fn name(self) -> &'a str {
        match self.number() {
            Some(number) => NAMES.get(number as usize).copied().unwrap_or(""),
            None => self.unknown_text(),
        }
    }

    /// As a value.
    #[inline(always)]
    pub fn value(self) -> Value<'a> {
        self.0
    }

    /// The boolean that it is.
    #[inline(always)]
    pub fn as_bool(self) -> Option<bool> {
        if self.0.is_true() {
            Some(true)
        } else if self.0.is_false() {
            Some(false)
        } else {
            None
        }
    }
}

impl PartialEq for Atom<'_> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.0.identical_flat(other.0) == Some(true)
    }
}

impl Eq for Atom<'_> {}

impl PartialOrd for Atom<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Atom<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.name().cmp(other.name())
    }
}

/// The atom of that name in the table of known ones.
///
/// Looked up for each key of a message's metadata, hence a table of its own: the standard one takes 15 ns for a name.
pub fn known(name: &str) -> Option<Value<'static>> {
    static TABLE: LazyLock<Table> = LazyLock::new(Table::new);
    TABLE.find(name).map(Value::known_atom)
}

/// The atom of a name, for constants: looked up while the host is compiled.
pub const fn constant(name: &'static str) -> Value<'static> {
    let mut number = 0;
    while number < NAMES.len() {
        let (known, name) = (NAMES[number].as_bytes(), name.as_bytes());
        if known.len() == name.len() {
            let mut at = 0;
            while at < name.len() && known[at] == name[at] {
                at += 1;
            }
            if at == name.len() {
                return Value::known_atom(number as u32);
            }
        }
        number += 1;
    }
    Value::atom_text(name)
}

/// The numbers of the known atoms, by open addressing; a slot holds a number and one, or zero.
struct Table([u16; Table::SLOTS]);

impl Table {
    /// A power of two, and more than twice the number of known atoms.
    const SLOTS: usize = 2048;

    fn new() -> Self {
        let mut slots = [0; Self::SLOTS];
        for (number, name) in NAMES.iter().enumerate() {
            let mut at = Self::slot(name);
            while slots[at] != 0 {
                at = (at + 1) % Self::SLOTS;
            }
            slots[at] = number as u16 + 1;
        }
        Table(slots)
    }

    #[inline]
    fn find(&self, name: &str) -> Option<u32> {
        let mut at = Self::slot(name);
        loop {
            let number = u32::from(self.0[at]).checked_sub(1)?;
            if NAMES.get(number as usize).is_some_and(|known| super::same_bytes(known.as_bytes(), name.as_bytes())) {
                return Some(number);
            }
            at = (at + 1) % Self::SLOTS;
        }
    }

    /// From the length and eight bytes at either end.
    #[inline(always)]
    fn slot(name: &str) -> usize {
        let bytes = name.as_bytes();
        let (first, last) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (byte::word(bytes), 0),
        };
        let mixed = (first ^ last.rotate_left(23) ^ bytes.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 53) as usize
    }
}

const _: () = assert!(NAMES.len() * 2 < Table::SLOTS);

macro_rules! atoms {
    ($($constant:ident $name:literal)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u32)]
        enum Number { $($constant),* }

        /// The atoms that the runtime itself names.
        pub mod atoms {
            use super::{Number, Value};
            $(
                #[doc = concat!("`:\"", $name, "\"`")]
                pub const $constant: Value<'static> = Value::known_atom(Number::$constant as u32);
            )*
        }

        static NAMES: &[&str] = &[$($name),*];
    };
}

atoms! {
    NIL "nil"
    FALSE "false"
    TRUE "true"
    OK "ok"
    ERROR "error"
    STRUCT "__struct__"
    EXCEPTION "__exception__"
    ABSOLUTE "absolute"
    ACTION "action"
    ADD "add"
    AFTER "after"
    ALL "all"
    ALL_BUT_FIRST "all_but_first"
    ALL_BUT_NONE "all_but_none"
    ALL_NAMES "all_names"
    AM "am"
    ANCHORED "anchored"
    ANNOTATIONS "annotations"
    ARGS "args"
    ARITY "arity"
    ASC "asc"
    ASCII "ascii"
    AS_CHARLISTS "as_charlists"
    AS_LISTS "as_lists"
    AS_STRINGS "as_strings"
    AUTHORITY "authority"
    BASE "base"
    BASIC "basic"
    BEFORE "before"
    BIG "big"
    BINARIES "binaries"
    BINARY "binary"
    BINARY_ "binaries?"
    BOTH "both"
    BY "by"
    CALENDAR "calendar"
    CALENDAR_ISO "Elixir.Calendar.ISO"
    CAPTURE "capture"
    CASELESS "caseless"
    CASE "case"
    CEILING "ceiling"
    CHANGES "changes"
    CHARLISTS "charlists"
    CLAUSES "clauses"
    CODE "code"
    COEF "coef"
    COLOR "color"
    COMMIT_IDX "commit_idx"
    COMMIT_LSN "commit_lsn"
    COMMIT_TIMESTAMP "commit_timestamp"
    COMPACT "compact"
    COMPRESSED "compressed"
    CONDITIONAL "conditional"
    CONSUMER "consumer"
    CONT "cont"
    COUNT "count"
    CUSTOM_OPTIONS "custom_options"
    DATA "data"
    DATABASE "database"
    DATABASE_NAME "database_name"
    DATE "date"
    DAY "day"
    DECIMALS "decimals"
    DEFAULT "default"
    DEL "del"
    DELETE "delete"
    DESC "desc"
    DESCRIPTION "description"
    DIFF "diff"
    DISCARD "discard"
    DO "do"
    DONE "done"
    DOT "."
    DOTALL "dotall"
    DOWN "down"
    ELSE "else"
    EMPTY "empty"
    ENCODED "encoded"
    ENRICHMENT "enrichment"
    ENUM "enum"
    ENUMERABLE "enumerable"
    EQ "eq"
    EXIT "exit"
    EXP "exp"
    EXTENDED "extended"
    FIRST "first"
    FIRSTLINE "firstline"
    FIRST_IN_ISO_DAYS "first_in_iso_days"
    FLOOR "floor"
    FRAGMENT "fragment"
    FRIDAY "friday"
    FUN "fun"
    FUNCTION "function"
    FUNS "funs"
    GET "get"
    GET_AND_UPDATE "get_and_update"
    GLOBAL "global"
    GRAPHEME "grapheme"
    GREEK "greek"
    GT "gt"
    HALF_DOWN "half_down"
    HALF_EVEN "half_even"
    HALF_UP "half_up"
    HALT "halt"
    HALTED "halted"
    HEX "hex"
    HOST "host"
    HOSTNAME "hostname"
    HOUR "hour"
    ID "id"
    IDEMPOTENCY_KEY "idempotency_key"
    IGNORE "ignore"
    IGNORE_CASE "ignore_case"
    INCLUDE_CAPTURES "include_captures"
    INCOMPLETE "incomplete"
    INCOMPATIBLE_CALENDARS "incompatible_calendars"
    INDEX "index"
    INF "inf"
    INFER "infer"
    INFINITY "infinity"
    INS "ins"
    INSERT "insert"
    INVALID_BYTE "invalid_byte"
    INVALID_DATE "invalid_date"
    INVALID_DURATION "invalid_duration"
    INVALID_FORMAT "invalid_format"
    INVALID_TIME "invalid_time"
    INVALID_UNIX_TIME "invalid_unix_time"
    KEY "key"
    KIND "kind"
    LAST "last"
    LAST_IN_ISO_DAYS "last_in_iso_days"
    LIMIT "limit"
    LINE "line"
    LITTLE "little"
    LOWER "lower"
    LT "lt"
    MAP "map"
    MAPS "maps"
    MESSAGE "message"
    METADATA "metadata"
    MICROSECOND "microsecond"
    MILLISECOND "millisecond"
    MINUTE "minute"
    MISSING_OFFSET "missing_offset"
    MIXED "mixed"
    MODULE "module"
    MONDAY "monday"
    MONTH "month"
    MULTILINE "multiline"
    NAME "name"
    NAN "nan"
    NAN_COEF "NaN"
    NANOSECOND "nanosecond"
    NATIVE "native"
    NFC "nfc"
    NFD "nfd"
    NFKC "nfkc"
    NFKD "nfkd"
    NO_MATCH "nomatch"
    NONE "none"
    NORMAL "normal"
    OFFSET "offset"
    ON "on"
    OPERATOR "operator"
    OPTS "opts"
    ORIGINAL "original"
    PADDING "padding"
    PART "part"
    PARTS "parts"
    PATH "path"
    PM "pm"
    POP "pop"
    PORT "port"
    POSITION "position"
    PRETTY "pretty"
    PRINTABLE "printable"
    PRINTABLE_LIMIT "printable_limit"
    PROTOCOL "protocol"
    QUERY "query"
    RAW "raw"
    REASON "reason"
    RECORD "record"
    RECORD_PKS "record_pks"
    RETURN "return"
    REVERSE "reverse"
    RE_PATTERN "re_pattern"
    RFC3986 "rfc3986"
    SAFE "safe"
    SATURDAY "saturday"
    SCHEME "scheme"
    SCIENTIFIC "scientific"
    SECOND "second"
    SHORT "short"
    SIGN "sign"
    SIGNAL "signal"
    SORT_MAPS "sort_maps"
    SOURCE "source"
    STD_OFFSET "std_offset"
    STEP "step"
    STRICT "strict"
    STRUCTS "structs"
    SUNDAY "sunday"
    SUSPEND "suspend"
    SYNTAX_COLORS "syntax_colors"
    TABLE_NAME "table_name"
    TABLE_SCHEMA "table_schema"
    TERM "term"
    THROW "throw"
    THURSDAY "thursday"
    TIME_ZONE "time_zone"
    TIME_ZONE_NOT_FOUND "time_zone_not_found"
    TIMEOUT "timeout"
    TO "to"
    TRANSACTION_ANNOTATIONS "transaction_annotations"
    TRIM "trim"
    TRUNCATED_ "truncated"
    TUESDAY "tuesday"
    TURKIC "turkic"
    UNDEFINED_FUNCTION "undefined function"
    UNEXPECTED_END "unexpected_end"
    UNEXPECTED_SEQUENCE "unexpected_sequence"
    UNGREEDY "ungreedy"
    UNICODE "unicode"
    UNZIP "unzip"
    UP "up"
    UPPER "upper"
    URL "url"
    USERINFO "userinfo"
    UTC_OFFSET "utc_offset"
    UTC_ONLY_TIME_ZONE_DATABASE "utc_only_time_zone_database"
    UTF8 "utf8"
    UTF16 "utf16"
    UTF32 "utf32"
    VALUE "value"
    VALUES "values"
    WEDNESDAY "wednesday"
    WEEK "week"
    WHITESPACE "whitespace"
    WIDTH "width"
    WWW_FORM "www_form"
    XSD "xsd"
    YEAR "year"
    ZONE_ABBR "zone_abbr"
    INT "int"
    ACCS "accs"
    UPDATE_ "update"
    TYPE "$type"
    DIV "/"
    MINUS "-"
    PLUS "+"
    STAR "*"
    AND "and"
    OR "or"
    NOT "not"
    ENUMERABLE_LIST "Elixir.Enumerable.List"
    ENUMERABLE_RANGE "Elixir.Enumerable.Range"
    LISTS "lists"
    STREAM_REDUCERS "Elixir.Stream.Reducers"
    EXCEPTION_MESSAGE "exception_message"
    EXCEPTION_MODULE "exception_module"
    INSPECTED_STRUCT "inspected_struct"
    STACKTRACE "stacktrace"
    REST "rest"
    INSPECT_ERROR "Elixir.Inspect.Error"
    INSPECT_ALGEBRA "Elixir.Inspect.Algebra"
    INSPECT_REGEX "Elixir.Inspect.Regex"
    EXCEPTION_MODULE_NAME "Elixir.Exception"
    STRING_CHARS_DATE "Elixir.String.Chars.Date"
    BADMATCH "badmatch"
    CASE_CLAUSE "case_clause"
    TRY_CLAUSE "try_clause"
    ELSE_CLAUSE "else_clause"
    BADMAP "badmap"
    BADFUN "badfun"
    BAD_GENERATOR "bad_generator"
    BADARITH "badarith"
    BADARG "badarg"
    COND_CLAUSE "cond_clause"
    FUNCTION_CLAUSE "function_clause"
    UNDEF "undef"
    SYSTEM_LIMIT "system_limit"
    BADKEY "badkey"
    BADBOOL "badbool"
    BADARITY "badarity"
    MODULE_ACCESS "Elixir.Access"
    MODULE_BASE "Elixir.Base"
    MODULE_BITWISE "Elixir.Bitwise"
    MODULE_CALENDAR "Elixir.Calendar"
    MODULE_DATE "Elixir.Date"
    MODULE_DATE_RANGE "Elixir.Date.Range"
    MODULE_DATE_TIME "Elixir.DateTime"
    MODULE_DECIMAL "Elixir.Decimal"
    MODULE_DURATION "Elixir.Duration"
    MODULE_ENUM "Elixir.Enum"
    MODULE_FLOAT "Elixir.Float"
    MODULE_INTEGER "Elixir.Integer"
    MODULE_ERLANG_JSON "json"
    MODULE_JSON "Elixir.JSON"
    MODULE_KERNEL "Elixir.Kernel"
    MODULE_KEYWORD "Elixir.Keyword"
    MODULE_LIST "Elixir.List"
    MODULE_MAP "Elixir.Map"
    MODULE_MAP_SET "Elixir.MapSet"
    MODULE_NAIVE_DATE_TIME "Elixir.NaiveDateTime"
    MODULE_RANGE "Elixir.Range"
    MODULE_REGEX "Elixir.Regex"
    MODULE_STREAM "Elixir.Stream"
    MODULE_STRING "Elixir.String"
    MODULE_TIME "Elixir.Time"
    MODULE_TUPLE "Elixir.Tuple"
    MODULE_URI "Elixir.URI"
    MODULE_UUID "Elixir.UUID"
    ANYCRLF "anycrlf"
    DOLLAR_ENDONLY "dollar_endonly"
    DUPNAMES "dupnames"
    EXPORT "export"
    FAST_ASCII "fast_ascii"
    INSERT_REPLACED "insert_replaced"
    LF "lf"
    NEWLINE "newline"
    NO_AUTO_CAPTURE "no_auto_capture"
    NO_START_OPTIMIZE "no_start_optimize"
    UCP "ucp"
    VALID "valid"
    INVALID_OPTION "invalid_option"
    LIST "list"
    ENUMERABLE_PROTOCOL "Elixir.Enumerable"
    COLLECTABLE_PROTOCOL "Elixir.Collectable"
    STRING_CHARS_PROTOCOL "Elixir.String.Chars"
    LIST_CHARS_PROTOCOL "Elixir.List.Chars"
    JSON_ENCODER_PROTOCOL "Elixir.JSON.Encoder"
    INSPECT_PROTOCOL "Elixir.Inspect"
    ARGUMENT_ERROR "Elixir.ArgumentError"
    ARITHMETIC_ERROR "Elixir.ArithmeticError"
    BAD_ARITY_ERROR "Elixir.BadArityError"
    BAD_BOOLEAN_ERROR "Elixir.BadBooleanError"
    BAD_FUNCTION_ERROR "Elixir.BadFunctionError"
    BAD_MAP_ERROR "Elixir.BadMapError"
    CASE_CLAUSE_ERROR "Elixir.CaseClauseError"
    COND_CLAUSE_ERROR "Elixir.CondClauseError"
    DECIMAL_ERROR "Elixir.Decimal.Error"
    ENUM_EMPTY_ERROR "Elixir.Enum.EmptyError"
    ENUM_OUT_OF_BOUNDS_ERROR "Elixir.Enum.OutOfBoundsError"
    ERLANG_ERROR "Elixir.ErlangError"
    FUNCTION_CLAUSE_ERROR "Elixir.FunctionClauseError"
    JSON_DECODE_ERROR "Elixir.JSON.DecodeError"
    KEY_ERROR "Elixir.KeyError"
    MATCH_ERROR "Elixir.MatchError"
    PROTOCOL_UNDEFINED_ERROR "Elixir.Protocol.UndefinedError"
    REGEX_COMPILE_ERROR "Elixir.Regex.CompileError"
    RUNTIME_ERROR "Elixir.RuntimeError"
    SYSTEM_LIMIT_ERROR "Elixir.SystemLimitError"
    TRY_CLAUSE_ERROR "Elixir.TryClauseError"
    UNDEFINED_FUNCTION_ERROR "Elixir.UndefinedFunctionError"
    UNICODE_CONVERSION_ERROR "Elixir.UnicodeConversionError"
    URI_ERROR "Elixir.URI.Error"
    WITH_CLAUSE_ERROR "Elixir.WithClauseError"
}

#[cfg(test)]
mod tests {
    use super::NAMES;

    #[test]
    fn every_name_is_there_once() {
        let mut seen = std::collections::HashSet::new();
        let twice: Vec<_> = NAMES.iter().filter(|name| !seen.insert(**name)).collect();
        assert!(twice.is_empty(), "more than once in the table of atoms: {twice:?}");
    }
}
