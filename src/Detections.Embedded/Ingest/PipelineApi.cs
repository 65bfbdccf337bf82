using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Ingest;

/// <summary><c>_ingest/pipeline</c>.</summary>
internal sealed class PipelineApi(Catalog catalog, Pipelines pipelines)
{
    public ApiReply Put(ApiRequest request)
    {
        var name = request.Segment("name");
        if (request.Number("if_version") is { } version)
        {
            RequireVersion(name, version);
        }

        pipelines.Save(name, Pipeline.Read(request.RequiredJson()));
        return ApiReply.Acknowledged();
    }

    public ApiReply Get(ApiRequest request)
    {
        var names = request.OptionalSegment("name")?.Split(',');
        var found = pipelines
            .All.Where(pipeline => names is null || Glob.MatchesAny(names, pipeline.Key))
            .Select(pipeline => KeyValuePair.Create(pipeline.Key, (JsonNode?)pipeline.Value.Body.DeepClone()))
            .ToArray();
        // Elasticsearch answers so even where all were asked for
        return ApiReply.Of(found.Length == 0 ? 404 : 200, new JsonObject(found));
    }

    public ApiReply Delete(ApiRequest request)
    {
        var name = request.Segment("name");
        var found = pipelines.All.Keys.Where(key => Glob.Matches(name, key)).ToArray();
        if (found.Length == 0 && !Glob.HasWildcard(name))
        {
            throw new ApiException(404, "resource_not_found_exception", $"pipeline [{name}] is missing");
        }

        foreach (var one in found)
        {
            RequireUnused(one, Pipelines.DefaultSetting, "default");
            RequireUnused(one, Pipelines.FinalSetting, "final");
        }

        Array.ForEach(found, pipelines.Remove);
        return ApiReply.Acknowledged();
    }

    public ApiReply Simulate(ApiRequest request)
    {
        var body = request.RequiredJson().Only("simulate", "pipeline", "docs");
        var pipeline = request.OptionalSegment("name") is { } name
            ? pipelines.All.GetValueOrDefault(name)
                ?? throw ApiException.IllegalArgument($"pipeline [{name}] does not exist")
            : Pipeline.Read(
                body.Get("pipeline") ?? throw ApiException.Parsing("required property is missing [pipeline]")
            );
        var docs = body.Get("docs") ?? throw ApiException.Parsing("required property is missing [docs]");
        return ApiReply.Ok(
            new JsonObject { ["docs"] = new JsonArray([.. docs.Items("docs").Select(doc => Simulate(pipeline, doc))]) }
        );
    }

    private JsonNode Simulate(Pipeline pipeline, JsonElement doc)
    {
        doc.Only("docs", "_index", "_id", "_source");
        var source = (doc.Get("_source") ?? throw ApiException.Parsing("required property is missing [_source]"));
        var document = pipelines.Start(source.ToNode().RequiredObject("_source"));
        try
        {
            pipeline.Run(document);
        }
        catch (ApiException e)
        {
            return new JsonObject { ["error"] = e.ToErrorWithRootCause() };
        }

        return new JsonObject
        {
            ["doc"] = new JsonObject
            {
                ["_index"] = doc.Get("_index")?.Text("_index") ?? "_index",
                ["_version"] = "-3",
                ["_id"] = doc.Get("_id")?.Text("_id") ?? "_id",
                ["_source"] = document.Source,
                ["_ingest"] = new JsonObject
                {
                    ["timestamp"] = document.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                },
            },
        };
    }

    private void RequireVersion(string name, long version)
    {
        var current = pipelines.All.TryGetValue(name, out var existing)
            ? existing.Body["version"].WholeNumber("version")
            : throw ApiException.IllegalArgument(
                $"version conflict, required version [{version}] for pipeline [{name}] but no pipeline was found"
            );
        if (current != version)
        {
            throw ApiException.IllegalArgument(
                $"version conflict, required version [{version}] for pipeline [{name}] but current version is [{current?.ToString(CultureInfo.InvariantCulture) ?? "null"}]"
            );
        }
    }

    private void RequireUnused(string name, string setting, string kind)
    {
        var users = catalog
            .Indices.Values.Where(index => index.Settings.Values.GetValueOrDefault(setting) == name)
            .Select(index => index.Name)
            .ToArray();
        if (users.Length > 0)
        {
            throw ApiException.IllegalArgument(
                $"pipeline [{name}] cannot be deleted because it is the {kind} pipeline for {users.Length} index(es) including [{string.Join(",", users.Take(3))}]"
            );
        }
    }
}
