using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Indices;

/// <summary>How an index takes part in an alias.</summary>
internal sealed record AliasOptions(bool? IsWriteIndex, bool? IsHidden)
{
    public static AliasOptions Read(string alias, JsonNode? body)
    {
        if (body is not JsonObject options)
        {
            return new AliasOptions(null, null);
        }

        foreach (var (key, _) in options)
        {
            if (key is not ("is_write_index" or "is_hidden"))
            {
                throw ApiException.IllegalArgument(
                    $"[{key}] of alias [{alias}] is not implemented by the embedded node; it knows [is_write_index, is_hidden]"
                );
            }
        }
        return new AliasOptions(
            options["is_write_index"].Flag("is_write_index"),
            options["is_hidden"].Flag("is_hidden")
        );
    }

    public JsonObject ToJson()
    {
        JsonObject json = [];
        if (IsWriteIndex is { } write)
        {
            json["is_write_index"] = write;
        }

        if (IsHidden is { } hidden)
        {
            json["is_hidden"] = hidden;
        }

        return json;
    }
}
