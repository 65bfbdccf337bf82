using System.Text.Json;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Search;
using Detections.Embedded.Storage;

namespace Detections.Embedded.Documents;

/// <summary>Single documents: put, get, delete.</summary>
internal sealed class DocumentApi(Node node)
{
    public ApiReply Put(ApiRequest request)
    {
        var operation = request.Parameter("op_type") ?? (request.Segments.ContainsKey("id") ? "index" : "create");
        if (operation is not ("index" or "create"))
        {
            throw ApiException.IllegalArgument($"opType must be 'create' or 'index', found: [{operation}]");
        }

        return Put(request, operation);
    }

    public ApiReply Create(ApiRequest request) => Put(request, "create");

    public ApiReply Delete(ApiRequest request)
    {
        var refresh = RefreshPolicy.Read(request);
        var condition = WriteCondition.Checked(
            mustBeNew: false,
            request.Number("if_seq_no"),
            request.Number("if_primary_term")
        );
        var index = node.Catalog.SingleIndex(request.Segment("index"));
        return Reply(refresh, node.Writer.Delete(index, request.Segment("id"), condition));
    }

    public ApiReply Get(ApiRequest request)
    {
        var index = node.Catalog.SingleIndex(request.Segment("index"));
        var id = request.Segment("id");
        var filter = SourceFilter.FromParameters(request);
        var document = Find(request, index, id);
        return ApiReply.Write(
            document is null ? 404 : 200,
            writer => GetResult.Write(writer, node.Documents, index, id, document, filter)
        );
    }

    public ApiReply GetSource(ApiRequest request)
    {
        var index = node.Catalog.SingleIndex(request.Segment("index"));
        var id = request.Segment("id");
        if (Find(request, index, id) is not { } document)
        {
            throw new ApiException(
                404,
                "resource_not_found_exception",
                $"Document not found [{request.Segment("index")}]/[{id}]"
            );
        }
        var filter = SourceFilter.FromParameters(request);
        return ApiReply.Write(200, writer => filter.Write(writer, node.Documents.Source(document.Row)));
    }

    private DocumentRow? Find(ApiRequest request, StoredIndex index, string id)
    {
        GetResult.RequireRealtime(request);
        return node.Documents.Find(index.Number, id);
    }

    private ApiReply Put(ApiRequest request, string operation)
    {
        var refresh = RefreshPolicy.Read(request);
        var requireAlias = request.Flag("require_alias");
        var condition = WriteCondition.Checked(
            operation == "create",
            request.Number("if_seq_no"),
            request.Number("if_primary_term")
        );
        if (request.Body.Length == 0)
        {
            throw ApiException.Parsing("request body is required");
        }

        var name = request.Segment("index");
        request.Caller.RequireIndices(WriteActions.Of(operation), name);
        var target = node.Catalog.WriteTarget(request.Caller, name, condition, requireAlias);
        var source = node.Pipelines.Apply(target, request.Parameter("pipeline"), request.Body);
        return Reply(
            refresh,
            node.Writer.Put(request.Caller, target, request.OptionalSegment("id"), source, condition)
        );
    }

    private ApiReply Reply(RefreshPolicy refresh, WriteResult result)
    {
        var forced = refresh.Apply(node.Catalog, [result.Index]);
        return ApiReply.Write(result.Status, writer => Write(writer, result with { ForcedRefresh = forced }));
    }

    private static void Write(Utf8JsonWriter writer, WriteResult result)
    {
        writer.WriteStartObject();
        result.WriteProperties(writer);
        writer.WriteEndObject();
    }
}
