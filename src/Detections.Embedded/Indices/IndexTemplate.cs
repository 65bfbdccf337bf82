using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping;

namespace Detections.Embedded.Indices;

/// <summary>A composable index template, or a component of one.</summary>
internal sealed class IndexTemplate
{
    private static readonly string[] ComponentKeys = ["template", "version", "_meta", "deprecated"];
    private static readonly string[] TemplateKeys =
    [
        .. ComponentKeys,
        "index_patterns",
        "composed_of",
        "priority",
        "data_stream",
        "allow_auto_create",
        "ignore_missing_component_templates",
    ];

    private IndexTemplate(string name, JsonObject body)
    {
        Name = name;
        Body = body;
    }

    public string Name { get; }

    public JsonObject Body { get; }

    public string[] Patterns => Texts("index_patterns");

    public string[] Components => Texts("composed_of");

    public string[] OptionalComponents => Texts("ignore_missing_component_templates");

    public long Priority => Body["priority"].WholeNumber("priority") ?? 0;

    public bool IsForDataStreams => Body["data_stream"] is JsonObject;

    public bool HidesDataStreams => Body["data_stream"]?["hidden"].Flag("hidden") == true;

    public static IndexTemplate Read(string name, JsonObject body)
    {
        Refuse(name, body, TemplateKeys);
        if (body["index_patterns"] is null)
        {
            throw ApiException.IllegalArgument($"index template [{name}] must have [index_patterns]");
        }

        if (body["data_stream"] is { } stream)
        {
            Refuse(name, stream.RequiredObject("data_stream"), ["hidden", "allow_custom_routing"]);
        }

        if (body["allow_auto_create"].Flag("allow_auto_create") == false)
        {
            throw ApiException.IllegalArgument(
                $"index template [{name}]: [allow_auto_create] can only be [true] on the embedded node"
            );
        }

        var template = new IndexTemplate(name, body);
        foreach (var pattern in template.Patterns)
        {
            IndexName.RequirePattern(pattern);
        }

        _ = (template.Priority, template.HidesDataStreams, template.Components);
        return template;
    }

    public static IndexTemplate ReadComponent(string name, JsonObject body)
    {
        Refuse(name, body, ComponentKeys);
        if (body["template"] is not JsonObject)
        {
            throw ApiException.IllegalArgument($"component template [{name}] must have a [template]");
        }

        return new IndexTemplate(name, body);
    }

    /// <summary>Lays the template's parts over what a plan holds so far.</summary>
    public void ApplyTo(IndexPlan plan) => plan.Apply(Body["template"] as JsonObject ?? []);

    /// <summary>Throws what creating an index from it would throw.</summary>
    public void Check()
    {
        var plan = new IndexPlan();
        ApplyTo(plan);
        IndexMapping.Compile(plan.Mappings).RequireDepth(plan.Settings.DepthLimit);
    }

    private static void Refuse(string name, JsonObject body, string[] known)
    {
        foreach (var (key, _) in body)
        {
            if (!known.Contains(key))
            {
                throw ApiException.Parsing(
                    $"[index_template] [{name}] unknown field [{key}]; known are [{string.Join(", ", known)}]"
                );
            }
        }
    }

    private string[] Texts(string key) =>
        Body[key] switch
        {
            null => [],
            JsonArray array =>
            [
                .. array.Select(item => item?.ToString() ?? throw ApiException.Parsing($"[{key}] must not hold null")),
            ],
            var single => [single.ToString()],
        };
}
