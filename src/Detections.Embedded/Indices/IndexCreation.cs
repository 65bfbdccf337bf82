using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Indices;

/// <summary>Makes indices and data streams, asked for or by the first document, from templates.</summary>
internal static class IndexCreation
{
    public static StoredIndex CreateIndex(this Catalog catalog, string name, JsonObject body)
    {
        catalog.RequireFree(name);
        var template = catalog.TemplateFor(name);
        if (template is { IsForDataStreams: true })
        {
            throw ApiException.IllegalArgument(
                $"[{name}] matches template [{template.Name}], which is for data streams; create a data stream of that name instead"
            );
        }
        var plan = catalog.Plan(template);
        plan.Apply(body);
        return catalog.Create(name, plan);
    }

    public static DataStream CreateDataStream(this Catalog catalog, string name)
    {
        catalog.RequireFree(name);
        var template = catalog.TemplateFor(name);
        if (template is not { IsForDataStreams: true })
        {
            throw ApiException.IllegalArgument($"no matching index template found for data stream [{name}]");
        }

        var stream = new DataStream(name, 0, [], template.Name, template.HidesDataStreams);
        return catalog.AddBackingIndex(stream);
    }

    public static DataStream AddBackingIndex(this Catalog catalog, DataStream stream)
    {
        var generation = stream.Generation + 1;
        var plan = catalog.Plan(catalog.TemplateFor(stream.Name));
        plan.Settings.Apply(new JsonObject { ["index.hidden"] = true });
        if (plan.Mappings["properties"]?[DataStream.Timestamp] is null)
        {
            plan.Apply(new JsonObject { ["mappings"] = TimestampMapping() });
        }

        var index = catalog.Create(DataStream.BackingName(stream.Name, generation, catalog.Now), plan, stream.Name);
        var grown = stream with { Generation = generation, Indices = [.. stream.Indices, index.Name] };
        catalog.Save(grown);
        return grown;
    }

    public static IndexTemplate? TemplateFor(this Catalog catalog, string name) =>
        catalog
            .Templates.Values.Where(template => Glob.MatchesAny(template.Patterns, name))
            .MaxBy(template => template.Priority);

    private static JsonObject TimestampMapping() =>
        new() { ["properties"] = new JsonObject { [DataStream.Timestamp] = new JsonObject { ["type"] = "date" } } };

    private static IndexPlan Plan(this Catalog catalog, IndexTemplate? template)
    {
        var plan = new IndexPlan();
        if (template is null)
        {
            return plan;
        }

        foreach (var name in template.Components)
        {
            if (catalog.Components.TryGetValue(name, out var component))
            {
                component.ApplyTo(plan);
            }
            else if (!template.OptionalComponents.Contains(name))
            {
                throw ApiException.IllegalArgument(
                    $"index template [{template.Name}] refers to the component template [{name}], which does not exist"
                );
            }
        }
        template.ApplyTo(plan);
        return plan;
    }
}
