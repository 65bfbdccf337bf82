using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Indices;

/// <summary>Composable index templates and their components.</summary>
internal sealed class TemplateApi(Node node)
{
    private readonly Catalog _catalog = node.Catalog;

    public ApiReply Put(ApiRequest request)
    {
        var name = request.Segment("name");
        RequireNew(request, _catalog.Templates, name);
        var template = IndexTemplate.Read(name, IndexApi.Body(request));
        template.Check();
        foreach (var component in template.Components.Except(template.OptionalComponents))
        {
            if (!_catalog.Components.ContainsKey(component))
            {
                throw new ApiException(
                    400,
                    "invalid_index_template_exception",
                    $"index_template [{name}] invalid, cause [component templates [{component}] that do not exist]"
                );
            }
        }
        RefuseAmbiguous(template);
        _catalog.SaveTemplate(template);
        return ApiReply.Acknowledged();
    }

    public ApiReply Get(ApiRequest request) => Show(request, "index_template", _catalog.Templates);

    public ApiReply Exists(ApiRequest request) =>
        ApiReply.Empty(Matching(request, _catalog.Templates).Length > 0 ? 200 : 404);

    public ApiReply Delete(ApiRequest request)
    {
        foreach (var template in Existing(request, "index template", _catalog.Templates))
        {
            _catalog.DeleteTemplate(template.Name);
        }

        return ApiReply.Acknowledged();
    }

    public ApiReply PutComponent(ApiRequest request)
    {
        var name = request.Segment("name");
        RequireNew(request, _catalog.Components, name);
        var component = IndexTemplate.ReadComponent(name, IndexApi.Body(request));
        component.Check();
        _catalog.SaveComponent(component);
        return ApiReply.Acknowledged();
    }

    public ApiReply GetComponent(ApiRequest request) => Show(request, "component_template", _catalog.Components);

    public ApiReply ComponentExists(ApiRequest request) =>
        ApiReply.Empty(Matching(request, _catalog.Components).Length > 0 ? 200 : 404);

    public ApiReply DeleteComponent(ApiRequest request)
    {
        var components = Existing(request, "component template", _catalog.Components);
        foreach (var component in components)
        {
            var user = _catalog.Templates.Values.FirstOrDefault(template =>
                template.Components.Contains(component.Name)
            );
            if (user is not null)
            {
                throw ApiException.IllegalArgument(
                    $"component template [{component.Name}] is still in use by index templates [{user.Name}]"
                );
            }
        }
        foreach (var component in components)
        {
            _catalog.DeleteComponent(component.Name);
        }

        return ApiReply.Acknowledged();
    }

    /// <summary>Two templates of one priority must not both claim a name.</summary>
    private void RefuseAmbiguous(IndexTemplate template)
    {
        foreach (var other in _catalog.Templates.Values)
        {
            var overlaps = other.Patterns.Any(theirs => template.Patterns.Any(ours => Glob.Overlap(ours, theirs)));
            if (other.Name != template.Name && other.Priority == template.Priority && overlaps)
            {
                throw ApiException.IllegalArgument(
                    $"index templates [{template.Name}] and [{other.Name}] have the same priority [{template.Priority}] and patterns that overlap: [{string.Join(", ", template.Patterns)}] and [{string.Join(", ", other.Patterns)}]; give one of them another priority"
                );
            }
        }
    }

    private static void RequireNew(ApiRequest request, SortedDictionary<string, IndexTemplate> templates, string name)
    {
        if (request.Flag("create") && templates.ContainsKey(name))
        {
            throw ApiException.IllegalArgument($"template [{name}] already exists");
        }
    }

    private static ApiReply Show(ApiRequest request, string kind, SortedDictionary<string, IndexTemplate> templates)
    {
        var shown = Existing(request, kind.Replace('_', ' '), templates)
            .Select(template =>
                (JsonNode)new JsonObject { ["name"] = template.Name, [kind] = template.Body.DeepClone() }
            );
        return ApiReply.Ok(new JsonObject { [kind + "s"] = new JsonArray([.. shown]) });
    }

    private static IndexTemplate[] Existing(
        ApiRequest request,
        string kind,
        SortedDictionary<string, IndexTemplate> templates
    )
    {
        var found = Matching(request, templates);
        return found.Length > 0 || request.OptionalSegment("name") is not { } name || Glob.HasWildcard(name)
            ? found
            : throw new ApiException(404, "resource_not_found_exception", $"{kind} matching [{name}] not found");
    }

    private static IndexTemplate[] Matching(ApiRequest request, SortedDictionary<string, IndexTemplate> templates)
    {
        var names = request.OptionalSegment("name")?.Split(',') ?? ["*"];
        return [.. templates.Values.Where(template => Glob.MatchesAny(names, template.Name))];
    }
}
