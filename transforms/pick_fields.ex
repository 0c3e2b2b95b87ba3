# The record with some of its fields and no others.
#
# Expects: any record. Fields that it does not have are passed over.
# Returns: the fields, in the shape that the record has.
#
# `@fields` names them, as paths: "id" is a field of the record, "address.city" a field of its address, and "items.sku" a
# field of each item, where `items` is a list. New columns of the table are not passed on before they are named here: where
# that is the aim, this is safer than `drop_fields`.

@fields ["id", "status", "address.city", "items.sku", "items.qty"]

def transform(_action, record, _changes, _metadata) do
  @fields
  |> Enum.map(fn path -> String.split(path, ".") end)
  |> pick(record)
end

# A path that ends takes the value as it is; what is left of the others is picked from the value of their first name. A path
# that leads into a plain value takes nothing of it.
defp pick(paths, value) do
  cond do
    [] in paths -> value
    is_list(value) -> Enum.map(value, fn element -> pick(paths, element) end)
    is_map(value) -> pick_from_map(paths, value)
    true -> nil
  end
end

defp pick_from_map(paths, map) do
  for {name, rest} <- Enum.group_by(paths, &hd/1, &tl/1), is_map_key(map, name), into: %{} do
    {name, pick(rest, map[name])}
  end
end
