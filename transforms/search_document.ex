# The row as a document for a search engine.
#
# Expects: a record with an `id`; all else may be missing.
# Returns: `%{action: "delete", id: …}` for a deleted row; else `%{action: "index", id: …, document: …}`, where the document has
#          the text to search, facets, tags without duplicates, a slug, and the time of its creation as Unix time.
#
# `@text` are the fields that are searched, in order of weight; `@facets` those that results are filtered by;
# `@letters` are spellings for the slug of letters that are not a plain letter with an accent.

@text ["title", "product", "description"]
@facets ["status", "category", "country"]
@letters %{"ł" => "l", "ø" => "o", "đ" => "d", "ß" => "ss", "æ" => "ae", "œ" => "oe"}

def transform(action, record, _changes, metadata) do
  id = "#{metadata.table_name}-#{record["id"]}"

  if action == "delete" do
    %{action: "delete", id: id}
  else
    %{action: "index", id: id, document: document(record)}
  end
end

defp document(record) do
  texts = for field <- @text, text = record[field], text = squeeze(text), text != "", do: text

  %{
    text: Enum.join(texts, "\n"),
    slug: texts |> List.first("") |> slug(),
    facets: Map.take(record, @facets),
    tags: (record["tags"] || []) |> Enum.map(&String.downcase/1) |> Enum.uniq() |> Enum.sort(),
    created: unix(record["created_at"])
  }
end

# Runs of blanks and line ends as one blank.
defp squeeze(text), do: text |> String.split() |> Enum.join(" ")

# "Café Crème, 250 g" becomes "cafe-creme-250-g": accents are taken apart from their letters, and dropped.
defp slug(text) do
  text
  |> String.normalize(:nfd)
  |> String.downcase()
  |> String.replace(~r/\p{Mn}+/u, "")
  |> String.replace(Map.keys(@letters), fn letter -> @letters[letter] end)
  |> String.replace(~r/[^a-z0-9]+/, "-")
  |> String.trim("-")
end

defp unix(nil), do: nil

defp unix(timestamp) do
  case DateTime.from_iso8601(timestamp) do
    {:ok, at, _offset} -> DateTime.to_unix(at)
    {:error, _reason} -> nil
  end
end
