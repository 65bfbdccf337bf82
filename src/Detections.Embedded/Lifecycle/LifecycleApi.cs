using System.Globalization;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Storage;

namespace Detections.Embedded.Lifecycle;

/// <summary><c>_ilm/policy</c>: policies are kept and shown. The node never acts on them: its indices do not age.</summary>
internal sealed class LifecycleApi(Catalog catalog, Metadata metadata)
{
    private const string Kind = "lifecycle";
    private const string Setting = "index.lifecycle.name";

    public ApiReply Put(ApiRequest request)
    {
        var name = request.Segment("name");
        var body = request.RequiredJson().Only("put_lifecycle_request", "policy");
        var policy = LifecyclePolicy.Read(
            body.Get("policy")
                ?? throw ApiException.Parsing("Required one of fields [policy], but none were specified.")
        );
        var existing = metadata.Find(Kind, name);
        // The same policy again is no new version
        if (existing is null || !JsonNode.DeepEquals(existing["policy"], policy))
        {
            metadata.Put(
                Kind,
                name,
                new JsonObject
                {
                    ["version"] = ((long?)existing?["version"] ?? 0) + 1,
                    ["modified_date"] = catalog.Now.UtcDateTime.ToString(
                        "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                        CultureInfo.InvariantCulture
                    ),
                    ["policy"] = policy,
                }
            );
        }

        return ApiReply.Acknowledged();
    }

    public ApiReply Get(ApiRequest request)
    {
        var names = request.OptionalSegment("name")?.Split(',');
        var all = metadata.All(Kind);
        foreach (
            var missing in (names ?? []).Where(name => !Glob.HasWildcard(name) && !all.Exists(p => p.Name == name))
        )
        {
            throw NotFound(missing);
        }

        JsonObject shown = [];
        foreach (var (name, policy) in all.Where(policy => names is null || Glob.MatchesAny(names, policy.Name)))
        {
            policy["in_use_by"] = new JsonObject
            {
                ["indices"] = Names(
                    IndicesOf(name).Where(index => index.DataStream is null).Select(index => index.Name)
                ),
                ["data_streams"] = Names(IndicesOf(name).Select(index => index.DataStream).OfType<string>().Distinct()),
                ["composable_templates"] = Names(TemplatesOf(name)),
            };
            shown[name] = policy;
        }

        return ApiReply.Ok(shown);
    }

    public ApiReply Delete(ApiRequest request)
    {
        var name = request.Segment("name");
        if (metadata.Find(Kind, name) is null)
        {
            throw NotFound(name);
        }

        var users = IndicesOf(name).Select(index => index.Name).ToArray();
        if (users.Length > 0)
        {
            throw ApiException.IllegalArgument(
                $"Cannot delete policy [{name}]. It is in use by one or more indices: [{string.Join(", ", users)}]"
            );
        }

        metadata.Remove(Kind, name);
        return ApiReply.Acknowledged();
    }

    private IEnumerable<StoredIndex> IndicesOf(string policy) =>
        catalog.Indices.Values.Where(index => index.Settings.Values.GetValueOrDefault(Setting) == policy);

    private IEnumerable<string> TemplatesOf(string policy) =>
        catalog
            .Templates.Values.Where(template =>
                IndexSettings.Read(template.Body["template"]?["settings"]).Values.GetValueOrDefault(Setting) == policy
            )
            .Select(template => template.Name);

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => JsonValue.Create(name))];

    private static ApiException NotFound(string name) =>
        new(404, "resource_not_found_exception", $"Lifecycle policy not found: {name}");
}
