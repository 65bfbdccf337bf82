using System.Text.Json;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Search;
using Detections.Embedded.Security;

namespace Detections.Embedded.Documents;

/// <summary><c>_mget</c>: several documents at once, each found, not found or in error by itself.</summary>
internal sealed class MultiGetApi(Node node)
{
    public ApiReply Get(ApiRequest request)
    {
        GetResult.RequireRealtime(request);
        var defaultIndex = request.OptionalSegment("index");
        var defaultFilter = SourceFilter.FromParameters(request);
        var items = Items(request.RequiredJson().Only("mget", "docs", "ids"), defaultIndex, defaultFilter);
        return ApiReply.Write(
            200,
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("docs");
                foreach (var (index, id, filter) in items)
                {
                    WriteItem(request.Caller, writer, index, id, filter);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        );
    }

    private static List<(string Index, string Id, SourceFilter Filter)> Items(
        JsonElement body,
        string? defaultIndex,
        SourceFilter defaultFilter
    )
    {
        List<(string, string, SourceFilter)> items = [];
        if (body.Get("ids") is { } ids)
        {
            foreach (var id in ids.Texts("ids"))
            {
                items.Add((defaultIndex ?? throw MissingIndex(items.Count), id, defaultFilter));
            }
        }
        if (body.Get("docs") is { } docs)
        {
            foreach (var doc in docs.Items("docs"))
            {
                doc.Only("docs", "_index", "_id", "_source");
                var index = doc.Get("_index")?.Text("_index") ?? defaultIndex ?? throw MissingIndex(items.Count);
                var id = doc.Get("_id") is { } given
                    ? JsonText.Of(given)
                    : throw ApiException.Invalid($"id is missing for doc {items.Count}");
                var filter = doc.Get("_source") is { } source ? SourceFilter.Read(source) : defaultFilter;
                items.Add((index, id, filter));
            }
        }
        return items.Count > 0 ? items : throw ApiException.Invalid("no documents to get");
    }

    private void WriteItem(Caller caller, Utf8JsonWriter writer, string name, string id, SourceFilter filter)
    {
        try
        {
            caller.RequireIndices("indices:data/read/mget", name);
            var index = node.Catalog.SingleIndex(name);
            GetResult.Write(writer, node.Documents, index, id, node.Documents.Find(index.Number, id), filter);
        }
        catch (ApiException e)
        {
            writer.WriteStartObject();
            writer.WriteString("_index", name);
            writer.WriteString("_id", id);
            writer.WritePropertyName("error");
            e.ToErrorWithRootCause().WriteTo(writer);
            writer.WriteEndObject();
        }
    }

    private static ApiException MissingIndex(int item) => ApiException.Invalid($"index is missing for doc {item}");
}
