using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Mapping;
using Detections.Embedded.Security;
using Detections.Embedded.Storage;

namespace Detections.Embedded.Documents;

/// <summary>Puts and removes documents. Everything is checked before the first row changes.</summary>
internal sealed class DocumentWriter(Catalog catalog, DocumentStore documents, TimeProvider clock)
{
    private const int LongestId = 512;

    public WriteResult Put(
        Caller caller,
        StoredIndex index,
        string? givenId,
        ReadOnlyMemory<byte> source,
        WriteCondition condition
    )
    {
        IndexBlocks.RequireWritable(index);
        var id = givenId ?? Catalog.NewId(15);
        RequireId(id);
        var parsed = Parse(index, id, source);
        var existing = givenId is null ? null : documents.Find(index.Number, id);
        Require(index, id, existing, condition);
        Grow(caller, index, parsed);
        var version = (existing?.Version ?? 0) + 1;
        var document = new DocumentRow(
            DocumentStore.FirstRow(index.Number) + index.NextSeqNo++,
            version,
            catalog.PrimaryTerm
        );
        Replace(index, existing);
        documents.Insert(index.Number, id, document, index.NextGeneration, source, parsed.Terms);
        return existing is null
            ? new WriteResult(index, id, document, "created", 201)
            : new WriteResult(index, id, document, "updated", 200);
    }

    public WriteResult Delete(StoredIndex index, string id, WriteCondition condition)
    {
        IndexBlocks.RequireWritable(index);
        var existing = documents.Find(index.Number, id);
        Require(index, id, existing, condition);
        var deletion = new DocumentRow(
            DocumentStore.FirstRow(index.Number) + index.NextSeqNo++,
            (existing?.Version ?? 0) + 1,
            catalog.PrimaryTerm
        );
        Replace(index, existing);
        return existing is null
            ? new WriteResult(index, id, deletion, "not_found", 404)
            : new WriteResult(index, id, deletion, "deleted", 200);
    }

    private void Replace(StoredIndex index, DocumentRow? existing)
    {
        if (existing is { } old)
        {
            documents.Bury(old.Row, index.NextGeneration);
        }

        index.MarkDirty(clock.GetUtcNow());
    }

    private static ParsedDocument Parse(StoredIndex index, string id, ReadOnlyMemory<byte> source)
    {
        JsonElement document;
        try
        {
            document = JsonBody.ParseObject(source, JsonBody.DeepestDocument);
        }
        catch (ApiException e)
        {
            throw new ApiException(400, "document_parsing_exception", $"failed to parse: {e.Message}");
        }
        if (index.DataStream is not null && !document.TryGetProperty(DataStream.Timestamp, out _))
        {
            throw new ApiException(
                400,
                "document_parsing_exception",
                $"data stream timestamp field [{DataStream.Timestamp}] is missing"
            );
        }
        return DocumentParser.Parse(index.Mapping, index.Settings, id, document);
    }

    private static void RequireId(string id)
    {
        var length = Encoding.UTF8.GetByteCount(id);
        if (length > LongestId)
        {
            throw ApiException.IllegalArgument(
                $"id [{id}] is too long, must be no longer than {LongestId} bytes but was: {length}"
            );
        }
        if (length == 0)
        {
            throw ApiException.IllegalArgument("if _id is specified it must not be empty");
        }
    }

    private static void Require(StoredIndex index, string id, DocumentRow? existing, WriteCondition condition)
    {
        if (condition.MustBeNew && existing is { } present)
        {
            throw Conflict(index, id, $"document already exists (current version [{present.Version}])");
        }
        if (condition.IfSeqNo is not { } seqNo)
        {
            return;
        }

        var required = $"required seqNo [{seqNo}], primary term [{condition.IfPrimaryTerm}].";
        if (existing is not { } current)
        {
            throw Conflict(index, id, $"{required} but no document was found");
        }

        if (current.SeqNo != seqNo || current.PrimaryTerm != condition.IfPrimaryTerm)
        {
            throw Conflict(
                index,
                id,
                $"{required} current document has seqNo [{current.SeqNo}] and primary term [{current.PrimaryTerm}]"
            );
        }
    }

    private static ApiException Conflict(StoredIndex index, string id, string reason) =>
        index.Failure(409, "version_conflict_engine_exception", $"[{id}]: version conflict, {reason}");

    private void Grow(Caller caller, StoredIndex index, ParsedDocument parsed)
    {
        if (parsed.NewFields.Count == 0)
        {
            return;
        }

        caller.RequireNewFields(index);
        var grown = index.Mapping.Merge(new JsonObject { ["properties"] = parsed.NewFields });
        grown.RequireDepth(index.Settings.DepthLimit);
        var limit = index.Settings.TotalFieldsLimit;
        if (grown.Fields.Count > limit)
        {
            throw new ApiException(
                400,
                "document_parsing_exception",
                $"the limit of [{limit}] fields would be exceeded by [{grown.Fields.Count - index.Mapping.Fields.Count}] new ones"
            );
        }
        index.Mapping = grown;
        catalog.Save(index);
    }
}
