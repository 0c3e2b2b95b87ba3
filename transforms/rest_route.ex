# The HTTP request that carries the change to a REST interface.
#
# Expects: a record with an `id`.
# Returns: `%{method: …, endpoint_path: …, headers: …}`: POST to the collection for a new row, PUT and DELETE to the row itself.
#
# `@base` stands in front of all paths; `@resources` gives tables another name than their own. Names and keys are escaped: an id
# such as "a/b" stays one part of the path. The idempotency key lets the receiver see that a change comes again.

@base "/api/v1"
@resources %{"line_items" => "order-lines"}

def route(action, record, _changes, metadata) do
  collection = "#{@base}/#{escape(Map.get(@resources, metadata.table_name, metadata.table_name))}"
  row = "#{collection}/#{escape(record["id"])}"

  {method, path} =
    case action do
      "delete" -> {"DELETE", row}
      "update" -> {"PUT", row}
      _ -> {"POST", collection}
    end

  %{method: method, endpoint_path: path, headers: %{"Idempotency-Key" => metadata.idempotency_key}}
end

# Percent-encodes all but letters, digits, "-", "_", "." and "~".
defp escape(value) do
  for <<byte <- to_string(value)>>, into: "" do
    if byte in ?a..?z or byte in ?A..?Z or byte in ?0..?9 or byte in ~c"-_.~" do
      <<byte>>
    else
      "%" <> String.pad_leading(Integer.to_string(byte, 16), 2, "0")
    end
  end
end
