# Timestamps as Unix time, for consumers that compare numbers.
#
# Expects: a record with ISO 8601 timestamps as text, such as "2024-10-28T21:37:01.127470Z".
# Returns: the record with whole numbers since 1970-01-01 00:00 UTC in their place. A timestamp without an offset is taken as
#          UTC, a date as its first moment; what is none of these stays as it is.
#
# `@suffixes` are the ends of the names of the fields that are looked at, at any depth; `@unit` is :second, :millisecond or
# :microsecond.

@suffixes ["_at", "_on", "timestamp"]
@unit :millisecond

def transform(_action, record, _changes, _metadata), do: walk(record)

defp walk(%{} = map) do
  Map.new(map, fn {name, value} ->
    if is_binary(value) and String.ends_with?(name, @suffixes), do: {name, unix(value)}, else: {name, walk(value)}
  end)
end

defp walk(list) when is_list(list), do: Enum.map(list, &walk/1)
defp walk(value), do: value

defp unix(text) do
  with {:error, _} <- with_offset(text), {:error, _} <- without_offset(text), {:error, _} <- date(text) do
    text
  else
    {:ok, at} -> DateTime.to_unix(at, @unit)
  end
end

defp with_offset(text) do
  with {:ok, at, _offset} <- DateTime.from_iso8601(text), do: {:ok, at}
end

defp without_offset(text) do
  with {:ok, at} <- NaiveDateTime.from_iso8601(text), do: DateTime.from_naive(at, "Etc/UTC")
end

defp date(text) do
  with {:ok, date} <- Date.from_iso8601(text), do: DateTime.new(date, ~T[00:00:00])
end
