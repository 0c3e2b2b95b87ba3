//! Programs by chance, over the whole language and all that the IR has.
//!
//! Typed, so that most programs give a value: an expression of a kind gives a value of that kind, whatever is in it. One
//! program in six is wild: now and then something in it does not fit, a clause is missing, a number is zero.

use crate::calls;

/// The messages that generated programs run on.
pub const MESSAGES: &[&str] = &[
    r#"{"action": "insert", "record": {"n": 3, "f": 2.5, "s": "ab-c", "l": [1, 2, 3], "m": {"k": 1, "z": null}}, "changes": null, "metadata": {"table_name": "t"}}"#,
    r#"{"action": "update", "record": {"n": -7, "f": 0.0, "s": "", "l": [], "m": {}}, "changes": {"n": 1}, "metadata": {"table_name": "u"}}"#,
    r#"{"action": "delete", "record": {"s": "é👍x", "l": ["a", null, 4.0], "n": 9007199254740993}, "changes": {}, "metadata": {}}"#,
];

/// What an expression is meant to give.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Int,
    Float,
    Bool,
    Text,
    Atom,
    List,
    Map,
    Tuple,
    Fun,
    /// A value of any kind but a function.
    Any,
}

const KINDS: [Kind; 8] =
    [Kind::Int, Kind::Float, Kind::Bool, Kind::Text, Kind::Atom, Kind::List, Kind::Map, Kind::Tuple];

struct Generator {
    state: u64,
    /// Variables that are seen here.
    variables: Vec<(String, Kind)>,
    names: u32,
    /// Helper functions by name and arity.
    helpers: Vec<(String, usize)>,
    /// Whether things may fail to fit.
    wild: bool,
    /// Whether there are `@limit` and `@names`.
    has_attributes: bool,
    /// In a pattern: how many variables are bound before it.
    outside: Option<usize>,
}

/// A source with a `transform`.
pub fn function(seed: u64) -> String {
    let state = seed ^ 0x5DEE_CE66_D1CE_4E5B;
    let mut g = Generator {
        state,
        variables: Vec::new(),
        names: 0,
        helpers: Vec::new(),
        wild: false,
        has_attributes: false,
        outside: None,
    };
    g.wild = g.chance(16);
    g.source()
}

impl Generator {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    fn name(&mut self) -> String {
        const NAMES: [&str; 12] =
            ["x", "total", "type", "item", "cx", "size", "map", "value", "self_", "valid?", "n", "enum_map"];
        // A name again, now and then: rebinding.
        if self.chance(30) {
            return self.pick(&NAMES).to_owned();
        }
        self.names += 1;
        format!("{}_{}", self.pick(&NAMES).trim_end_matches('?'), self.names)
    }

    fn source(&mut self) -> String {
        let mut text = String::new();
        if self.chance(20) {
            text.push_str("@limit 3\n@names [\"a\", :b, {1, 2.5}]\n\n");
            self.has_attributes = true;
        }
        for i in 0..self.below(3) {
            let arity = self.below(3);
            self.helpers.push((format!("helper_{i}"), arity));
        }
        let looping = self.chance(25);
        let mutual = self.chance(20);
        let entry = |g: &mut Self| {
            g.variables = vec![("action".to_owned(), Kind::Text), ("record".to_owned(), Kind::Map)];
            g.names = 0;
            let mut body = g.body(3, 4, Kind::Any);
            if looping {
                body = format!("  looped = count({}, [])\n  {{looped, (\n{body})}}\n", g.below(20));
            }
            if mutual {
                body = format!("  {{ping({}, 0), (\n{body})}}\n", g.below(30));
            }
            format!("def transform(action, record, changes, metadata) do\n{body}end\n\n")
        };
        text.push_str(&entry(self));
        for (name, arity) in self.helpers.clone() {
            // What a helper calls comes after it: no recursion without an end.
            self.helpers.retain(|(other, _)| *other > name);
            let clauses = 1 + self.below(3);
            for clause in 0..clauses {
                self.variables.clear();
                let last = clause + 1 == clauses && !(self.wild && self.chance(20));
                self.outside = Some(0);
                let patterns: Vec<String> =
                    (0..arity).map(|_| if last { self.fresh(Kind::Any) } else { self.pattern(2) }).collect();
                self.outside = None;
                let guard = if last || !self.chance(40) { String::new() } else { format!(" when {}", self.guard()) };
                let body = self.body(2, 2, Kind::Any);
                text.push_str(&format!("defp {name}({}){guard} do\n{body}end\n\n", patterns.join(", ")));
                if arity == 0 {
                    break;
                }
            }
        }
        if looping {
            self.variables = vec![("n".to_owned(), Kind::Int), ("acc".to_owned(), Kind::List)];
            let step = self.expr(2, Kind::Any);
            text.push_str(&format!(
                "defp count(0, acc), do: Enum.reverse(acc)\ndefp count(n, acc) when n > 0, do: count(n - 1, [{step} | acc])\n\n"
            ));
        }
        if mutual {
            self.variables = vec![("n".to_owned(), Kind::Int), ("acc".to_owned(), Kind::Int)];
            let (a, b) = (self.expr(2, Kind::Int), self.expr(2, Kind::Int));
            text.push_str(&format!(
                "defp ping(n, acc) when n <= 0, do: acc\ndefp ping(n, acc), do: pong(n - 1, {a})\n\n\
                 defp pong(n, acc) do\n  if n == 0 do\n    acc\n  else\n    ping(n - 1, {b})\n  end\nend\n\n"
            ));
        }
        text
    }

    /// Statements and a last expression, in lines.
    fn body(&mut self, depth: usize, most: usize, kind: Kind) -> String {
        let mut text = String::new();
        for _ in 0..self.below(most + 1) {
            text.push_str("  ");
            text.push_str(&self.statement(depth));
            text.push('\n');
        }
        text.push_str("  ");
        text.push_str(&self.expr(depth, kind));
        text.push('\n');
        text
    }

    fn statement(&mut self, depth: usize) -> String {
        match self.below(10) {
            0 | 1 => {
                let value = self.expr(depth - 1, Kind::Tuple);
                let (a, b) = (self.name(), self.name());
                let text = format!("{{{a}, {b}}} = {{{}, {value}}}", self.expr(depth - 1, Kind::Int));
                self.variables.push((a, Kind::Int));
                self.variables.push((b, Kind::Tuple));
                text
            }
            2 => {
                let value = self.expr(depth - 1, Kind::List);
                let (a, b) = (self.name(), self.name());
                let text = format!("[{a} | {b}] = [1 | {value}]");
                self.variables.push((a, Kind::Int));
                self.variables.push((b, Kind::List));
                text
            }
            3 => {
                let value = self.expr(depth - 1, Kind::Fun);
                let name = self.name();
                self.variables.push((name.clone(), Kind::Fun));
                format!("{name} = {value}")
            }
            _ => {
                let kind = self.pick(&KINDS);
                let value = self.expr(depth, kind);
                let name = self.name();
                self.variables.push((name.clone(), kind));
                format!("{name} = {value}")
            }
        }
    }

    fn fresh(&mut self, kind: Kind) -> String {
        let name = self.name();
        self.variables.push((name.clone(), kind));
        name
    }

    /// Work whose variables are not seen outside.
    fn scoped<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.variables.len();
        let result = work(self);
        self.variables.truncate(mark);
        result
    }

    fn variable(&mut self, kind: Kind) -> Option<String> {
        // Of a name the last binding counts.
        let seen = self.variables.get(..self.outside.unwrap_or(usize::MAX)).unwrap_or(&self.variables);
        let is_last = |at: usize, name: &str| seen.iter().skip(at + 1).all(|(other, _)| other != name);
        let fits = |other: Kind| if kind == Kind::Any { other != Kind::Fun } else { other == kind };
        let fitting: Vec<&String> = (seen.iter().enumerate())
            .filter(|(at, (name, other))| fits(*other) && is_last(*at, name))
            .map(|(_, (name, _))| name)
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let at = (self.state % fitting.len() as u64) as usize;
        Some(fitting[at].clone())
    }

    fn expr(&mut self, depth: usize, kind: Kind) -> String {
        // Now and then something that does not fit.
        let kind = if self.wild && self.chance(3) && kind != Kind::Fun { self.pick(&KINDS) } else { kind };
        if self.chance(25)
            && let Some(name) = self.variable(kind)
        {
            return name;
        }
        if kind == Kind::Any && (depth == 0 || self.chance(60)) {
            let kind = self.pick(&KINDS);
            return self.expr(depth, kind);
        }
        if depth == 0 {
            return self.leaf(kind);
        }
        if kind == Kind::Any && self.chance(30) {
            return self.call(depth - 1, calls::of(kind));
        }
        if kind == Kind::Any && self.chance(40) {
            return self.any(depth - 1);
        }
        if kind == Kind::Any || kind != Kind::Fun && self.chance(30) {
            return self.control(depth - 1, kind);
        }
        if self.chance(35)
            && let calls @ [_, ..] = calls::of(kind)
        {
            return self.call(depth - 1, calls);
        }
        match kind {
            Kind::Int => self.int(depth - 1),
            Kind::Float => self.float(depth - 1),
            Kind::Bool => self.bool(depth - 1),
            Kind::Text => self.text(depth - 1),
            Kind::Atom => self.leaf(kind),
            Kind::List => self.list(depth - 1),
            Kind::Map => self.map(depth - 1),
            Kind::Tuple => {
                let items: Vec<String> = (0..self.below(4)).map(|_| self.side(depth - 1, Kind::Any)).collect();
                format!("{{{}}}", items.join(", "))
            }
            Kind::Fun => self.fun(depth - 1),
            Kind::Any => self.leaf(kind),
        }
    }

    /// An expression beside others, whose bindings they do not see.
    fn side(&mut self, depth: usize, kind: Kind) -> String {
        self.scoped(|g| g.expr(depth, kind))
    }

    fn leaf(&mut self, kind: Kind) -> String {
        let has_record = self.variables.iter().any(|(name, _)| name == "record");
        let leaf = match kind {
            Kind::Int if self.has_attributes && self.chance(20) => "@limit",
            Kind::Int if has_record && self.chance(25) => "record[\"n\"] || 5",
            Kind::Int => self.pick(&["0", "1", "-3", "42", "0xFF", "9223372036854775807", "123456789012345678901234"]),
            Kind::Float if has_record && self.chance(25) => "record[\"f\"] || 0.5",
            Kind::Float => self.pick(&["0.0", "1.5", "-2.25", "1.0e10", "-0.0"]),
            Kind::Bool => self.pick(&["true", "false", "is_nil(nil)", "1 == 1.0"]),
            Kind::Text if has_record && self.chance(25) => "record[\"s\"]",
            Kind::Text => self.pick(&["\"\"", "\"a\"", "\"foo bar\"", "\"é-👍\"", "~s(x)", "\"line\\n\"", "\"ab-c\""]),
            Kind::Atom => self.pick(&[":ok", ":error", ":some_unknown_atom", "nil", "String", ":\"odd atom\""]),
            Kind::List if self.has_attributes && self.chance(20) => "@names",
            Kind::List if has_record && self.chance(25) => "record[\"l\"]",
            Kind::List => self.pick(&[
                "[]",
                "[1, 2, 3]",
                "[:a, \"b\", 3.0]",
                "[a: 1, b: nil]",
                "~w(x y z)",
                "[1, [2, [3]]]",
                "~c\"abc\"",
                "~w(a b)a",
            ]),
            Kind::Map if has_record && self.chance(25) => "record",
            Kind::Map => self.pick(&["%{}", "%{a: 1, b: \"two\"}", "%{\"k\" => [1], 2 => :two}", "%{1.0 => {1}}"]),
            Kind::Tuple => self.pick(&["{}", "{:ok, 1}", "{1, 2.0, \"3\"}", "{:error, :reason}"]),
            Kind::Fun => self.pick(&["&inspect/1", "&is_integer/1", "&(&1)", "fn x -> {x} end", "&List.wrap/1"]),
            Kind::Any => self.pick(&["nil", "~D[2024-02-29]", "1..3", "~r/a+/i", "<<5::3>>", "MapSet.new([1, :a])"]),
        };
        if leaf.contains("||") { format!("({leaf})") } else { leaf.to_owned() }
    }

    /// What may give anything.
    fn any(&mut self, d: usize) -> String {
        match self.below(9) {
            0 => format!("({} || {})", self.side(d, Kind::Any), self.side(d, Kind::Any)),
            1 => format!("({} && {})", self.side(d, Kind::Any), self.side(d, Kind::Any)),
            2 => {
                let fun = self.side(d, Kind::Fun);
                let fun = if fun.starts_with('&') || fun.starts_with("fn") { format!("({fun})") } else { fun };
                format!("{fun}.({})", self.side(d, Kind::Any))
            }
            3 | 4 if !self.helpers.is_empty() => {
                let at = self.below(self.helpers.len());
                let (name, arity) = self.helpers[at].clone();
                let arguments: Vec<String> = (0..arity).map(|_| self.side(d, Kind::Any)).collect();
                format!("{name}({})", arguments.join(", "))
            }
            5 => format!("({})[{}]", self.side(d, Kind::Map), self.side(d, Kind::Any)),
            6 if self.wild => format!("{}.a", self.leaf(Kind::Map).replace("record", "%{b: 1}")),
            6 => format!("%{{a: {}, b: 1}}.a", self.side(d, Kind::Any)),
            7 => format!("%Date{{~D[2024-02-29] | year: rem({}, 3000)}}", self.side(d, Kind::Int)),
            _ => {
                let (value, body) = (
                    self.side(d, Kind::Any),
                    self.scoped(|g| {
                        let name = g.fresh(Kind::Any);
                        format!("fn {name} -> {} end", g.expr(d, Kind::Any))
                    }),
                );
                let by = self.pick(&["then", "tap"]);
                format!("({value} |> {by}({body}))")
            }
        }
    }

    fn int(&mut self, d: usize) -> String {
        match self.below(14) {
            0 => format!("({} + {})", self.side(d, Kind::Int), self.side(d, Kind::Int)),
            1 => format!("({} - {})", self.side(d, Kind::Int), self.side(d, Kind::Int)),
            2 => format!("({} * {})", self.side(d, Kind::Int), self.side(d, Kind::Int)),
            3 if self.wild => format!("div({}, {})", self.side(d, Kind::Int), self.side(d, Kind::Int)),
            3 => format!("div({}, {})", self.side(d, Kind::Int), self.pick(&["3", "-7", "1"])),
            4 => format!("rem({}, 7)", self.side(d, Kind::Int)),
            5 => format!("length({})", self.side(d, Kind::List)),
            6 => format!("Enum.sum(for x <- {}, is_integer(x), do: x)", self.side(d, Kind::List)),
            7 => format!("byte_size({})", self.side(d, Kind::Text)),
            8 => format!("{}({})", self.pick(&["-", "+", "abs", "Bitwise.bnot"]), self.side(d, Kind::Int)),
            9 => {
                let (list, body) = (
                    self.side(d, Kind::List),
                    self.scoped(|g| {
                        g.variables.push(("el".to_owned(), Kind::Any));
                        g.variables.push(("acc".to_owned(), Kind::Int));
                        g.expr(d, Kind::Int)
                    }),
                );
                format!("Enum.reduce({list}, 0, fn el, acc -> {body} end)")
            }
            10 => {
                let (list, body) = (
                    self.side(d, Kind::List),
                    self.scoped(|g| {
                        g.variables.push(("e".to_owned(), Kind::Any));
                        g.variables.push(("sum".to_owned(), Kind::Int));
                        g.expr(d, Kind::Int)
                    }),
                );
                format!("(for e <- {list}, reduce: 1 do\n    sum -> {body}\n  end)")
            }
            11 => format!("map_size({})", self.side(d, Kind::Map)),
            12 => {
                let size = self.pick(&["16", "24-little", "8-signed", "64", "12-unit(2)"]);
                let text = format!("<<{}::{size}>>", self.side(d, Kind::Int));
                format!("(case {text} do\n    <<bits::{size}>> -> bits\n  end)")
            }
            _ => {
                // The tail of a text whose length is in it.
                let text = self.side(d, Kind::Text);
                format!(
                    "(case <<2, 65, 66, ({text})::binary>> do\n    <<len, _::binary-size(len), rest::binary>> when len > 1 -> byte_size(rest) + len\n    _ -> 0\n  end)"
                )
            }
        }
    }

    fn float(&mut self, d: usize) -> String {
        match self.below(4) {
            0 if self.wild => format!("({} / {})", self.side(d, Kind::Int), self.side(d, Kind::Int)),
            0 => format!("(rem({}, 1000) / 8)", self.side(d, Kind::Int)),
            1 => format!("({} * rem({}, 50))", self.leaf(Kind::Float), self.side(d, Kind::Int)),
            2 => format!("({} + {})", self.side(d, Kind::Float), self.side(d, Kind::Float)),
            _ => format!("Float.round({}, 1)", self.side(d, Kind::Float)),
        }
    }

    fn bool(&mut self, d: usize) -> String {
        match self.below(14) {
            0 => format!("({} == {})", self.side(d, Kind::Any), self.side(d, Kind::Any)),
            1 => format!("({} === {})", self.side(d, Kind::Int), self.side(d, Kind::Float)),
            2 => format!("({} != {})", self.side(d, Kind::Any), self.leaf(Kind::Text)),
            3 => {
                let op = self.pick(&["<", "<=", ">", ">="]);
                format!("({} {op} {})", self.side(d, Kind::Any), self.side(d, Kind::Any))
            }
            4 => format!("({} and {})", self.side(d, Kind::Bool), self.side(d, Kind::Bool)),
            5 => format!("({} or {})", self.side(d, Kind::Bool), self.side(d, Kind::Bool)),
            6 => format!("(not {})", self.side(d, Kind::Bool)),
            7 => format!("(!{})", self.side(d, Kind::Any)),
            8 => format!("({} in [{}, {}])", self.side(d, Kind::Any), self.side(d, Kind::Any), self.leaf(Kind::Int)),
            9 => {
                let (value, pattern) = (self.side(d, Kind::Any), self.scoped(|g| g.pattern(2)));
                format!("match?({}, {value})", unbound(&pattern))
            }
            10 => format!(
                "is_{}({})",
                self.pick(&["integer", "binary", "list", "map", "atom", "nil", "float"]),
                self.side(d, Kind::Any)
            ),
            11 => format!("({} in -2..{})", self.side(d, Kind::Int), self.below(50)),
            12 => format!("({} not in [{}])", self.side(d, Kind::Any), self.leaf(Kind::Any)),
            _ => format!("Enum.any?({}, &(&1 == {}))", self.side(d, Kind::List), self.leaf(Kind::Int)),
        }
    }

    fn text(&mut self, d: usize) -> String {
        match self.below(11) {
            0 => format!("\"a#{{{}}}b#{{{}}}\"", self.side(d, Kind::Text), self.side(d, Kind::Int)),
            1 => format!("({} <> {})", self.side(d, Kind::Text), self.side(d, Kind::Text)),
            2 => format!("String.upcase({})", self.side(d, Kind::Text)),
            3 => format!("inspect({})", self.side(d, Kind::Any)),
            4 if self.wild => format!("Enum.join({}, \",\")", self.side(d, Kind::List)),
            4 => format!("Enum.map_join({}, \",\", &inspect/1)", self.side(d, Kind::List)),
            5 => format!("to_string({})", self.side(d, Kind::Atom)),
            6 => format!("String.replace({}, ~r/[a-c]+/, \"-\")", self.side(d, Kind::Text)),
            7 => format!("<<{}::8, {}::binary>>", self.side(d, Kind::Int), self.side(d, Kind::Text)),
            8 => format!("(for <<c <- ({})>>, into: \"\", do: <<c, c>>)", self.side(d, Kind::Text)),
            9 => format!(
                "<<{}::float-little, 233::utf8, {}::utf16, {}::binary>>",
                self.side(d, Kind::Float),
                self.pick(&["97", "128077"]),
                self.side(d, Kind::Text)
            ),
            _ => {
                format!("(for <<h::4, 1::1, t::3 <- ({})>>, into: \"\", do: <<t::4, h::4>>)", self.side(d, Kind::Text))
            }
        }
    }

    fn list(&mut self, d: usize) -> String {
        match self.below(14) {
            0 => {
                let items: Vec<String> = (0..self.below(4)).map(|_| self.side(d, Kind::Any)).collect();
                format!("[{}]", items.join(", "))
            }
            1 => format!("[{} | {}]", self.side(d, Kind::Any), self.side(d, Kind::List)),
            2 => format!("({} ++ {})", self.side(d, Kind::List), self.side(d, Kind::List)),
            3 => format!("({} -- {})", self.side(d, Kind::List), self.side(d, Kind::List)),
            4 | 5 => {
                let (list, fun) = (self.side(d, Kind::List), self.lambda(d, 1));
                format!("Enum.map({list}, {fun})")
            }
            6 => {
                let (list, fun) = (self.side(d, Kind::List), self.lambda(d, 1));
                format!("({list} |> Enum.filter({fun}))")
            }
            7 => {
                let (list, fun) = (self.side(d, Kind::List), self.side(d, Kind::Fun));
                format!("Enum.map({list}, {fun})")
            }
            8 | 9 => {
                let source = self.side(d, Kind::List);
                self.scoped(|g| {
                    let pattern = if g.chance(60) { g.fresh(Kind::Any) } else { g.pattern(2) };
                    let guard = if g.chance(20) { format!(" when {}", g.guard()) } else { String::new() };
                    let filter = if g.chance(30) { format!(", {}", g.side(d, Kind::Bool)) } else { String::new() };
                    let second = if g.chance(25) { format!(", j <- {}", g.leaf(Kind::List)) } else { String::new() };
                    let option = g.pick(&["", "", ", uniq: true", ", into: [0]"]);
                    let body = g.expr(d, Kind::Any);
                    format!("(for {pattern}{guard} <- {source}{second}{filter}{option}, do: {body})")
                })
            }
            10 => format!("Map.keys({})", self.side(d, Kind::Map)),
            11 => format!("Enum.sort({})", self.side(d, Kind::List)),
            12 => format!("String.split({}, \"-\")", self.side(d, Kind::Text)),
            _ => format!("Enum.to_list(1..{}//1)", self.below(6)),
        }
    }

    fn map(&mut self, d: usize) -> String {
        match self.below(8) {
            0 | 1 => {
                let a = self.side(d, Kind::Any);
                let b = self.side(d, Kind::Any);
                format!("%{{b: {a}, a: {b}}}")
            }
            2 => format!("%{{{} => {}, \"x\" => 1}}", self.side(d, Kind::Any), self.side(d, Kind::Any)),
            3 => format!("%{{%{{a: 0, b: 0}} | a: {}}}", self.side(d, Kind::Any)),
            4 if self.wild => format!("%{{{} | a: {}}}", self.leaf(Kind::Map), self.side(d, Kind::Any)),
            4 => format!("%{{Map.put({}, :a, 0) | a: {}}}", self.side(d, Kind::Map), self.side(d, Kind::Any)),
            5 => format!(
                "Map.put({}, {}, {})",
                self.side(d, Kind::Map),
                self.side(d, Kind::Any),
                self.side(d, Kind::Any)
            ),
            6 => format!("Map.new({}, fn v -> {{v, [v]}} end)", self.side(d, Kind::List)),
            _ => format!("(for {{k, v}} <- {}, into: %{{}}, do: {{v, k}})", self.side(d, Kind::Map)),
        }
    }

    /// A call of the library.
    fn call(&mut self, d: usize, calls: &[&str]) -> String {
        let mut rest = self.pick(calls);
        let mut call = String::new();
        while let Some((before, after)) = rest.split_once('{') {
            call.push_str(before);
            let filled = after.split_once('}').and_then(|(name, after)| Some((self.filled(d, name)?, after)));
            match filled {
                Some((argument, after)) => {
                    call.push_str(&argument);
                    rest = after;
                }
                // A tuple or a map of the call itself.
                None => {
                    call.push('{');
                    rest = after;
                }
            }
        }
        call + rest
    }

    /// What stands for a name in a call.
    fn filled(&mut self, d: usize, name: &str) -> Option<String> {
        Some(match name {
            "i" => self.side(d, Kind::Int),
            "t" => self.side(d, Kind::Text),
            "l" => self.side(d, Kind::List),
            "m" => self.side(d, Kind::Map),
            "a" => self.side(d, Kind::Any),
            "k" => self.key().to_owned(),
            "ks" => self.keys(),
            "1" => self.lambda(d, 1),
            "2" => self.lambda(d, 2),
            _ => return None,
        })
    }

    /// A literal key, which maps made here may have.
    fn key(&mut self) -> &'static str {
        self.pick(&["\"k\"", "\"x\"", "\"n\"", "\"s\"", ":a", ":b", "2", "1.0", "nil", "\"absent\""])
    }

    /// A list of literal keys.
    fn keys(&mut self) -> String {
        let keys: Vec<&str> = (0..1 + self.below(3)).map(|_| self.key()).collect();
        format!("[{}]", keys.join(", "))
    }

    fn lambda(&mut self, d: usize, arity: usize) -> String {
        self.scoped(|g| {
            if arity == 1 && g.chance(25) {
                return format!("&{{&1, {}}}", g.leaf(Kind::Text));
            }
            if g.chance(25) {
                let before = g.variables.len();
                let outside = g.outside.replace(before);
                let patterns: Vec<String> = (0..arity).map(|_| g.pattern(1)).collect();
                g.outside = outside;
                let first = g.expr(d, Kind::Any);
                g.variables.truncate(before);
                let others: Vec<String> = (0..arity).map(|_| g.fresh(Kind::Any)).collect();
                let second = g.expr(d, Kind::Any);
                return format!(
                    "fn\n    {} -> {first}\n    {} -> {second}\n  end",
                    patterns.join(", "),
                    others.join(", ")
                );
            }
            let parameters: Vec<String> = (0..arity).map(|_| g.fresh(Kind::Any)).collect();
            let body = g.expr(d, Kind::Any);
            format!("fn {} -> {body} end", parameters.join(", "))
        })
    }

    fn fun(&mut self, d: usize) -> String {
        let unary: Vec<String> =
            self.helpers.iter().filter(|(_, arity)| *arity == 1).map(|(name, _)| format!("&{name}/1")).collect();
        if !unary.is_empty() && self.chance(30) {
            return unary[self.below(unary.len())].clone();
        }
        if self.chance(20) {
            return self.leaf(Kind::Fun);
        }
        self.lambda(d, 1)
    }

    /// A construct whose branches give that kind.
    fn control(&mut self, d: usize, kind: Kind) -> String {
        match self.below(14) {
            0 | 1 => {
                let condition = self.side(d, if self.wild { Kind::Any } else { Kind::Bool });
                let (a, b) = (self.side(d, kind), self.side(d, kind));
                let word = self.pick(&["if", "if", "unless"]);
                format!("({word} {condition} do\n    {a}\n  else\n    {b}\n  end)")
            }
            2..=4 => {
                let subject = self.side(d, Kind::Any);
                let mut arms = String::new();
                for _ in 0..1 + self.below(3) {
                    arms.push_str(&self.arm(d, kind));
                }
                if !self.wild || self.chance(80) {
                    arms.push_str(&format!("    _ -> {}\n", self.side(d, kind)));
                }
                format!("(case {subject} do\n{arms}  end)")
            }
            5 => {
                let (a, b) = (self.side(d, Kind::Bool), self.side(d, Kind::Any));
                let (x, y) = (self.side(d, kind), self.side(d, kind));
                let last = if !self.wild || self.chance(80) {
                    format!("    true -> {}\n", self.side(d, kind))
                } else {
                    String::new()
                };
                format!("(cond do\n    {a} -> {x}\n    {b} -> {y}\n{last}  end)")
            }
            6..=8 => self.with(d, kind),
            9 | 10 => self.try_(d, kind),
            11 => self.kept(d, kind),
            _ => self.scoped(|g| {
                let statement = g.statement(d.max(1));
                let value = g.expr(d, kind);
                format!("(\n    {statement}\n    {value}\n  )")
            }),
        }
    }

    /// Anything, where it is of the kind; else something that is.
    fn kept(&mut self, d: usize, kind: Kind) -> String {
        let test = match kind {
            Kind::Int => "is_integer",
            Kind::Float => "is_float",
            Kind::Bool => "is_boolean",
            Kind::Text => "is_binary",
            Kind::Atom => "is_atom",
            Kind::List => "is_list",
            Kind::Map => "is_map",
            Kind::Tuple => "is_tuple",
            Kind::Fun | Kind::Any => return self.leaf(kind),
        };
        let (value, other) = (self.any(d), self.side(d, kind));
        let more = if kind == Kind::Map { " and not is_struct(v)" } else { "" };
        format!("(case {value} do\n    v when {test}(v){more} -> v\n    _ -> {other}\n  end)")
    }

    fn arm(&mut self, d: usize, kind: Kind) -> String {
        self.scoped(|g| {
            let pattern = g.pattern(2);
            let guard = if g.chance(35) { format!(" when {}", g.guard()) } else { String::new() };
            let body = g.expr(d, kind);
            format!("    {pattern}{guard} -> {body}\n")
        })
    }

    fn with(&mut self, d: usize, kind: Kind) -> String {
        let before = self.variables.len();
        self.scoped(|g| {
            let mut steps = Vec::new();
            for _ in 0..1 + g.below(3) {
                let value = g.side(d, Kind::Any);
                if g.chance(20) {
                    let name = g.fresh(Kind::Any);
                    steps.push(format!("{name} = {value}"));
                } else {
                    let pattern = g.pattern(2);
                    let guard = if g.chance(20) { format!(" when {}", g.guard()) } else { String::new() };
                    steps.push(format!("{pattern}{guard} <- {value}"));
                }
            }
            let body = g.expr(d, kind);
            // `else` sees nothing of the steps.
            g.variables.truncate(before);
            let otherwise = if kind != Kind::Any && !g.wild || g.chance(50) {
                let arm = g.scoped(|g| g.arm(d, kind));
                let last =
                    if !g.wild || g.chance(80) { format!("    _ -> {}\n", g.side(d, kind)) } else { String::new() };
                format!("  else\n{arm}{last}")
            } else {
                String::new()
            };
            format!("(with {} do\n    {body}\n{otherwise}  end)", steps.join(",\n       "))
        })
    }

    fn try_(&mut self, d: usize, kind: Kind) -> String {
        let body = match self.below(6) {
            0 => format!("throw({})", self.side(d, Kind::Any)),
            1 => "raise(ArgumentError, \"no\")".to_owned(),
            2 => format!("Map.fetch!({}, :absent)", self.side(d, Kind::Map)),
            3 => format!("({} + {})", self.side(d, Kind::Int), self.side(d, Kind::Any)),
            _ => self.side(d, kind),
        };
        let rescue = match self.below(3) {
            0 => {
                let (name, first) = match kind {
                    Kind::Any => ("e", "{:rescued, e.__struct__}".to_owned()),
                    _ => ("_", self.side(d, kind)),
                };
                let second = self.side(d, kind);
                format!(
                    "  rescue\n    {name} in [KeyError, ArithmeticError] -> {first}\n    _ in ArgumentError -> {second}\n"
                )
            }
            1 if kind == Kind::Any || kind == Kind::Text => "  rescue\n    e -> inspect(e.__struct__)\n".to_owned(),
            _ => String::new(),
        };
        // What was tried may raise and throw: all is caught, unless the program is wild.
        let catch = if !self.wild || rescue.is_empty() || self.chance(50) {
            let (first, second, third) = (self.side(d, kind), self.side(d, kind), self.leaf(kind));
            let (pattern, first) = if kind == Kind::Any { ("{a, _}", "a".to_owned()) } else { ("{1, _}", first) };
            format!("  catch\n    :throw, {pattern} -> {first}\n    :throw, _ -> {second}\n    _, _ -> {third}\n")
        } else {
            String::new()
        };
        let otherwise = if self.chance(25) {
            let arm = self.arm(d, kind);
            let last = if self.wild { String::new() } else { format!("    _ -> {}\n", self.side(d, kind)) };
            format!("  else\n{arm}{last}")
        } else {
            String::new()
        };
        let after = if self.chance(25) { format!("  after\n    {}\n", self.side(d, Kind::Any)) } else { String::new() };
        format!("(try do\n    {body}\n{rescue}{catch}{otherwise}{after}  end)")
    }

    fn guard(&mut self) -> String {
        let name = self.variable(Kind::Any).unwrap_or_else(|| "1".to_owned());
        match self.below(8) {
            0 => format!("is_integer({name})"),
            1 => format!("is_binary({name}) or is_nil({name})"),
            2 => format!("{name} > 1"),
            3 => format!("rem({name}, 2) == 0"),
            4 => format!("{name} in [1, :ok, \"a\"]"),
            5 => format!("length({name}) > 1 when is_atom({name})"),
            6 => format!("not is_list({name}) and {name} != \"a\""),
            _ => format!("is_map({name}) and map_size({name}) > 0"),
        }
    }

    /// A pattern; its variables are bound.
    fn pattern(&mut self, depth: usize) -> String {
        let outside = self.outside;
        self.outside = outside.or(Some(self.variables.len()));
        let pattern = self.part_of_pattern(depth);
        self.outside = outside;
        pattern
    }

    fn part_of_pattern(&mut self, depth: usize) -> String {
        if depth == 0 || self.chance(35) {
            return match self.below(8) {
                0 => "_".to_owned(),
                1 => self.pick(&["1", "0", "-3", "42", "2.5"]).to_owned(),
                2 => self.pick(&["\"a\"", "\"\"", "\"foo bar\""]).to_owned(),
                3 => self.pick(&[":ok", "nil", "true", ":some_unknown_atom", "[]", "{}", "%{}"]).to_owned(),
                4 => match self.variable(Kind::Any) {
                    Some(name) => format!("^{name}"),
                    None => "_".to_owned(),
                },
                _ => self.fresh_in_pattern(),
            };
        }
        let d = depth - 1;
        match self.below(12) {
            0 => format!("{{{}, {}}}", self.pattern(d), self.pattern(d)),
            1 => format!("{{:ok, {}}}", self.pattern(d)),
            2 => format!("[{} | {}]", self.pattern(d), self.pattern(d)),
            3 => format!("[{}, {}]", self.pattern(d), self.pattern(d)),
            4 => format!("%{{a: {}}}", self.pattern(d)),
            5 => format!("%{{\"k\" => {}, 2 => {}}}", self.pattern(d), self.pattern(d)),
            6 => format!("{} = {}", self.pattern(d), self.fresh_in_pattern()),
            7 => format!("\"a\" <> {}", self.fresh_in_pattern()),
            8 => format!("<<{}, rest_{}::binary>>", self.fresh_in_pattern(), self.names),
            9 => match self.variable(Kind::Any) {
                Some(name) => format!("%{{^{name} => {}}}", self.pattern(d)),
                None => "%{}".to_owned(),
            },
            10 => format!("%{}{{}}", self.fresh_in_pattern()),
            _ => format!("{{{}, _, {}}}", self.pattern(d), self.pattern(d)),
        }
    }

    /// A variable that the pattern has not bound yet.
    fn fresh_in_pattern(&mut self) -> String {
        self.names += 1;
        let name = format!("p{}", self.names);
        self.variables.push((name.clone(), Kind::Any));
        name
    }
}

/// A pattern of `match?`, in which pinned variables stay.
fn unbound(pattern: &str) -> String {
    pattern.to_owned()
}
