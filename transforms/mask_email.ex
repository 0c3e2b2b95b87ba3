# E-mail addresses made unreadable, wherever they stand in the record.
#
# Expects: any record; texts are looked through to any depth, names of fields do not matter.
# Returns: the record, in which "paul.atreides@example.com" has become "p***@example.com". The domain stays, for statistics.
#
# `@visible` is how many characters of the local part stay; `@mask` stands for the others, whatever their number.

@visible 1
@mask "***"

def transform(_action, record, _changes, _metadata), do: mask(record)

defp mask(text) when is_binary(text) do
  Regex.replace(~r/([\p{L}\d._%+'-]+)@([\p{L}\d-]+(?:\.[\p{L}\d-]+)+)/u, text, fn _all, local, domain ->
    "#{String.slice(local, 0, @visible)}#{@mask}@#{domain}"
  end)
end

defp mask(list) when is_list(list), do: Enum.map(list, &mask/1)
defp mask(%{} = map), do: Map.new(map, fn {name, value} -> {name, mask(value)} end)
defp mask(value), do: value
