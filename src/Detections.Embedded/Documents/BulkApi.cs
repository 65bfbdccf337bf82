using System.Diagnostics;
using System.Text.Json;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Security;

namespace Detections.Embedded.Documents;

/// <summary><c>_bulk</c>: many writes in one transaction, each accepted or refused by itself.</summary>
internal sealed class BulkApi(Node node)
{
    public ApiReply Run(ApiRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        var requireAlias = request.Flag("require_alias");
        var pipeline = request.Parameter("pipeline");
        var refresh = RefreshPolicy.Read(request);
        var actions = BulkBody.Read(request.Body, request.OptionalSegment("index"));
        var outcomes = actions.ConvertAll(action => Run(request.Caller, action, requireAlias, pipeline));
        var written = outcomes.Select(outcome => outcome.Result?.Index).OfType<StoredIndex>().Distinct().ToArray();
        var forced = refresh.Apply(node.Catalog, written);
        return ApiReply.Write(
            200,
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("errors", outcomes.Any(outcome => outcome.Error is not null));
                writer.WriteNumber("took", (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                writer.WriteStartArray("items");
                for (var i = 0; i < actions.Count; i++)
                {
                    Write(writer, actions[i], outcomes[i], forced);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        );
    }

    private (WriteResult? Result, ApiException? Error) Run(
        Caller caller,
        BulkAction action,
        bool requireAlias,
        string? pipeline
    )
    {
        try
        {
            return (Apply(caller, action, action.RequireAlias ?? requireAlias, action.Pipeline ?? pipeline), null);
        }
        catch (ApiException e)
        {
            return (null, e);
        }
    }

    private WriteResult Apply(Caller caller, BulkAction action, bool requireAlias, string? pipeline)
    {
        caller.RequireIndices("indices:data/write/bulk[s]", action.Index);
        caller.RequireIndices(WriteActions.Of(action.Operation), action.Index);
        if (action.Operation == "delete")
        {
            var id = action.Id ?? throw ApiException.IllegalArgument("an _id is required for [delete]");
            return node.Writer.Delete(node.Catalog.SingleIndex(action.Index), id, action.Condition);
        }
        var target = node.Catalog.WriteTarget(caller, action.Index, action.Condition, requireAlias);
        var source = node.Pipelines.Apply(target, pipeline, action.Source);
        return node.Writer.Put(caller, target, action.Id, source, action.Condition);
    }

    private static void Write(
        Utf8JsonWriter writer,
        BulkAction action,
        (WriteResult? Result, ApiException? Error) outcome,
        bool forcedRefresh
    )
    {
        writer.WriteStartObject();
        writer.WriteStartObject(action.Operation);
        if (outcome.Error is { } error)
        {
            writer.WriteString("_index", error.Details["index"]?.ToString() ?? action.Index);
            writer.WriteString("_id", action.Id);
            writer.WriteNumber("status", error.Status);
            writer.WritePropertyName("error");
            error.ToError().WriteTo(writer);
        }
        else
        {
            (outcome.Result! with { ForcedRefresh = forcedRefresh }).WriteProperties(writer);
            writer.WriteNumber("status", outcome.Result.Status);
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
