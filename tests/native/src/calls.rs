//! Calls of the library in generated programs: what it gives, and how it is written. `{i}` stands for an integer, `{t}` for a
//! text, `{l}` for a list, `{m}` for a map, `{a}` for anything, `{k}` for a literal key, `{ks}` for a list of them, `{1}` and
//! `{2}` for functions of so many arguments.

use crate::generate::Kind;

/// The calls that give a value of a kind.
pub(crate) fn of(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Int => INTEGERS,
        Kind::Bool => BOOLEANS,
        Kind::Text => TEXTS,
        Kind::List => LISTS,
        Kind::Map => MAPS,
        Kind::Any => ANYTHING,
        _ => &[],
    }
}

const INTEGERS: &[&str] = &[
    "length({l})",
    "map_size({m})",
    "Enum.count({l}, {1})",
    "String.length({t})",
    "byte_size({t})",
    "Integer.gcd({i}, {i})",
    "(Enum.find_index({l}, {1}) || 0)",
    "Enum.count(1..12, {1})",
    "Enum.sum_by({l}, &length([&1]))",
    "({l} |> Enum.filter({1}) |> Enum.map({1}) |> Enum.count())",
    "({l} |> Enum.map({1}) |> Enum.reject({1}) |> Enum.count())",
    "(1..9 |> Enum.filter({1}) |> Enum.sum())",
];

const BOOLEANS: &[&str] = &[
    "Enum.all?({l}, &is_integer/1)",
    "Enum.member?({l}, {a})",
    "String.contains?({t}, [\"a\", \"-\"])",
    "String.starts_with?({t}, {t})",
    "Map.has_key?({m}, {k})",
    "Enum.any?({m}, {1}) == true",
    "match?({:ok, _}, {a})",
    "MapSet.member?(MapSet.new({l}), {a})",
];

const TEXTS: &[&str] = &[
    "String.trim({t})",
    "String.slice({t}, 0, 2)",
    "String.slice({t}, -2..-1//1)",
    "String.duplicate({t}, 2)",
    "String.pad_leading({t}, 5, \"*\")",
    "String.replace({t}, \"a\", \"b\")",
    "String.reverse({t})",
    "String.capitalize({t})",
    "Enum.join({l} |> Enum.map(&inspect/1), \"; \")",
    "Enum.map_join({m}, \",\", &inspect/1)",
    "Date.to_iso8601(Date.add(~D[2024-02-28], rem({i}, 1000)))",
    "(String.split({t}, \"-\") |> List.last())",
];

const LISTS: &[&str] = &[
    "Enum.reverse({l})",
    "Enum.uniq({l})",
    "Enum.take({l}, 2)",
    "Enum.drop({l}, 1)",
    "Enum.reject({l}, {1})",
    "Enum.sort_by({l}, {1})",
    "Enum.sort_by({l}, {1}, :desc)",
    "Enum.flat_map({l}, fn x -> [x, {a}] end)",
    "Enum.with_index({l})",
    "Enum.zip({l}, {l})",
    "Enum.chunk_every({l}, 2)",
    "Enum.map({m}, {1})",
    "Enum.filter({m}, {1})",
    "Enum.map(1..9, {1})",
    "Enum.take_while({l}, {1})",
    "Enum.dedup({l})",
    "Enum.to_list({m})",
    "Enum.map_every({l}, 2, {1})",
    "Enum.scan({l}, {2})",
    "List.flatten({l})",
    "Map.values({m})",
    "String.graphemes({t})",
    "({l} |> Stream.map({1}) |> Stream.reject(&is_nil/1) |> Enum.take(3))",
    "({l} |> Enum.filter({1}) |> Enum.map({1}) |> Enum.uniq())",
    "(MapSet.new({l}) |> Enum.map({1}))",
    "({l} |> Enum.map({1}) |> Enum.map({1}))",
    "({l} |> Enum.reject({1}) |> Enum.filter({1}) |> Enum.map({1}) |> Enum.reject({1}) |> Enum.map({1}))",
    "([1, {a} | {a}] |> Enum.map({1}) |> Enum.filter({1}))",
    "({m} |> Enum.filter({1}) |> Enum.map({1}))",
    "({l} |> Stream.map({1}) |> Enum.filter({1}) |> Enum.map({1}))",
];

const MAPS: &[&str] = &[
    "Map.drop({m}, {ks})",
    "Map.take({m}, {ks})",
    "Map.delete({m}, {k})",
    "Map.put({m}, {k}, {a})",
    "Map.put_new({m}, {k}, {a})",
    "Map.update({m}, {k}, {a}, {1})",
    "Map.replace({m}, {k}, {a})",
    "Map.merge({m}, {m})",
    "Map.filter({m}, {1})",
    "Map.new({l}, &{&1, {a}})",
    "Map.new({m}, fn {k, v} -> {v, k} end)",
    "Enum.group_by({l}, {1})",
    "Enum.group_by({l}, {1}, {1})",
    "Enum.frequencies({l})",
    "Enum.into({m}, %{}, fn {k, v} -> {k, [v]} end)",
    "put_in({m}, [{k}], {a})",
    "(Map.pop({m}, {k}) |> elem(1))",
];

const ANYTHING: &[&str] = &[
    "get_in({m}, {ks})",
    "Map.get({m}, {k}, {a})",
    "Map.fetch({m}, {k})",
    "Access.get({m}, {k})",
    "Enum.at({l}, {i})",
    "Enum.find({l}, {1})",
    "Enum.find_value({l}, {1})",
    "List.first({l})",
    "Enum.max({l}, fn -> {a} end)",
    "Enum.min_by({l}, {1}, fn -> {a} end)",
    "Enum.reduce({l}, {a}, {2})",
    "Enum.reduce({m}, {a}, {2})",
    "({l} |> Enum.map({1}) |> Enum.reduce({a}, {2}))",
    "({m} |> Enum.filter({1}) |> Enum.map({1}) |> Enum.reduce(0, {2}))",
    "({l} |> Enum.filter({1}) |> Enum.map({1}) |> Enum.sum())",
    "Enum.reduce_while({l}, {a}, fn x, acc -> if x == {a}, do: {:halt, acc}, else: {:cont, x} end)",
    "Enum.split_with({l}, {1})",
    "Map.split({m}, {ks})",
    "List.keyfind({l}, {a}, 0)",
    "Integer.parse({t})",
    "JSON.decode({t})",
    "Enum.min_max({l}, fn -> {a} end)",
];
