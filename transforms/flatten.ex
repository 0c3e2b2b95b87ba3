# A nested record as one flat level of columns, for warehouses and spreadsheets.
#
# Expects: a record with maps and lists in it, to any depth.
# Returns: a map in which `address: {city: "Arrakeen"}` has become `"address_city": "Arrakeen"`. Empty maps stay, so that
#          nothing is lost without a trace.
#
# `@separator` stands between the parts of a name ("_", ".", "__"). With `@lists :index` the elements of lists become columns
# as well (`tags_0`, `tags_1`); with `:keep` a list stays one column.

@separator "_"
@lists :index

def transform(_action, record, _changes, _metadata) do
  record
  |> Enum.flat_map(fn {name, value} -> columns(name, value) end)
  |> Map.new()
end

# The columns of a value: pairs of name and plain value.
defp columns(name, %{} = map) when map_size(map) > 0 do
  Enum.flat_map(map, fn {key, value} -> columns(join(name, key), value) end)
end

defp columns(name, [_ | _] = list) when @lists == :index do
  list
  |> Enum.with_index()
  |> Enum.flat_map(fn {value, index} -> columns(join(name, index), value) end)
end

defp columns(name, value), do: [{name, value}]

defp join(name, key), do: "#{name}#{@separator}#{key}"
