# The record without some of its fields: secrets, large columns, what a consumer must not see.
#
# Expects: any record. Fields that it does not have are passed over.
# Returns: the record without the fields.
#
# `@fields` names them, as paths: "password" is a field of the record, "address.street" a field of its address, and
# "items.cost" a field of each item, where `items` is a list.

@fields ["password", "ssn", "address.street", "items.cost"]

def transform(_action, record, _changes, _metadata) do
  Enum.reduce(@fields, record, fn path, record -> drop(record, String.split(path, ".")) end)
end

defp drop(map, [name]) when is_map(map), do: Map.delete(map, name)

defp drop(map, [name | path]) when is_map_key(map, name) do
  Map.update!(map, name, fn value -> drop(value, path) end)
end

defp drop(list, path) when is_list(list), do: Enum.map(list, fn element -> drop(element, path) end)
defp drop(value, _path), do: value
