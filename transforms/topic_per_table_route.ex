# A topic for each table, and a key that keeps the changes of a row in order.
#
# Expects: a record with a primary key, in the fields of `@key`.
# Returns: `%{topic: …, message_key: …}`, such as "cdc.myapp-prod.orders" and "1234".
#
# `@prefix` stands in front of all topics; `@schemas` are schemas that topics do not name; characters that brokers refuse
# become "_", and a name is cut at 249 of them, which is the most that Kafka takes.

@prefix "cdc"
@schemas ["public"]
@key ["id"]

def route(_action, record, _changes, metadata) do
  %{
    topic: topic(metadata),
    message_key: Enum.map_join(@key, "-", fn field -> record[field] end)
  }
end

defp topic(metadata) do
  schema = if metadata.table_schema in @schemas, do: nil, else: metadata.table_schema

  [@prefix, metadata.database_name, schema, metadata.table_name]
  |> Enum.reject(&is_nil/1)
  |> Enum.map_join(".", fn part -> String.replace(part, ~r/[^a-zA-Z0-9_-]/, "_") end)
  |> String.slice(0, 249)
end
