using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Mapping;

/// <summary>An index's mapping, compiled for look-ups. It is replaced as a whole when it grows.</summary>
internal sealed class IndexMapping
{
    private const string Root = "";

    private static readonly Field IgnoredField = new(ParsedDocument.IgnoredField, new Types.KeywordType("keyword"));

    private static readonly HashSet<string> RootKeys =
    [
        "properties",
        "dynamic",
        "date_detection",
        "numeric_detection",
        "dynamic_templates",
        "_meta",
        "_data_stream_timestamp",
    ];

    private readonly Dictionary<string, Field> _fields = [];
    private readonly Dictionary<string, Field> _documentFields = [];
    private readonly Dictionary<string, ObjectLevel> _objects = [];
    private readonly Dictionary<string, string> _aliases = [];
    private readonly DynamicTemplate[] _templates;

    private IndexMapping(JsonObject tree)
    {
        Tree = tree;
        RefuseUnknown(tree);
        AddObject(Root, tree);
        _templates = DynamicTemplate.ReadAll(tree["dynamic_templates"]);
        DateDetection = tree["date_detection"]?.ToString() != "false";
        NumericDetection = tree["numeric_detection"]?.ToString() == "true";
        foreach (var (alias, target) in _aliases)
        {
            if (!_fields.ContainsKey(target))
            {
                throw Refused($"the [path] [{target}] of field alias [{alias}] is not a field of the mapping");
            }
        }
    }

    public static IndexMapping Empty { get; } = new([]);

    /// <summary>The mapping as <c>GET _mapping</c> shows it.</summary>
    public JsonObject Tree { get; }

    public bool DateDetection { get; }

    public bool NumericDetection { get; }

    /// <summary>Every field that has values, sub-fields included.</summary>
    public IReadOnlyDictionary<string, Field> Fields => _fields;

    public IReadOnlyDictionary<string, string> Aliases => _aliases;

    public IEnumerable<string> ObjectNames => _objects.Keys.Where(name => name != Root);

    public static IndexMapping Compile(JsonObject tree) => new(tree);

    public IndexMapping Merge(JsonObject update) => new(MappingTree.Merge(Tree, update));

    public bool IsObject(string path) => _objects.ContainsKey(path);

    /// <summary>Whether a path is, or lies in, an object that is stored only.</summary>
    public bool IsUnderDisabled(string path) =>
        !_objects[Root].Enabled
        || ParentsOf(path).Append(path).Any(one => _objects.TryGetValue(one, out var level) && !level.Enabled);

    public void RequireDepth(int limit)
    {
        if (_objects.Keys.FirstOrDefault(name => name != Root && 1 + MappingTree.LevelsOf(name) > limit) is { } deep)
        {
            throw MappingTree.TooDeep(deep, limit);
        }
    }

    /// <summary>The field a document's value belongs to.</summary>
    public Field? At(string path) => _documentFields.GetValueOrDefault(path);

    /// <summary>The field a query means: through an alias, or a key of a flattened field.</summary>
    public Field? Resolve(string name)
    {
        if (name == ParsedDocument.IgnoredField)
        {
            return IgnoredField;
        }

        if (_fields.TryGetValue(_aliases.GetValueOrDefault(name, name), out var field))
        {
            return field;
        }

        return FieldAbove(name) is { Type.TakesObjects: true } above ? above with { Name = name } : null;
    }

    /// <summary>The field that stands where an object would have to be for a path to be possible.</summary>
    public Field? FieldAbove(string path) =>
        ParentsOf(path).Select(parent => _fields.GetValueOrDefault(parent)).FirstOrDefault(field => field is not null);

    /// <summary>Where a document keeps the values of a field: a sub-field has those of its parent.</summary>
    public string SourcePath(string field) =>
        field.LastIndexOf('.') is var dot and > 0 && _fields.ContainsKey(field[..dot]) ? field[..dot] : field;

    /// <summary>What happens to a new field at a path: <c>true</c>, <c>false</c> or <c>strict</c>.</summary>
    public string DynamicAt(string path)
    {
        var dynamic = _objects[Root].Dynamic ?? "true";
        foreach (var parent in ParentsOf(path))
        {
            dynamic = _objects.GetValueOrDefault(parent)?.Dynamic ?? dynamic;
        }

        return dynamic;
    }

    public JsonObject? TemplateFor(string path, string jsonType)
    {
        foreach (var template in _templates)
        {
            if (template.DefinitionFor(path, jsonType) is { } definition)
            {
                return definition;
            }
        }
        return null;
    }

    /// <summary>The paths above one, from the top to the first that is no object: the work is bounded by what is mapped.</summary>
    private IEnumerable<string> ParentsOf(string path)
    {
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = path.IndexOf('.', dot + 1))
        {
            var parent = path[..dot];
            yield return parent;
            if (!_objects.ContainsKey(parent))
            {
                yield break;
            }
        }
    }

    private static void RefuseUnknown(JsonObject tree)
    {
        foreach (var (key, value) in tree)
        {
            var plainSource =
                key == "_source" && value is JsonObject { Count: 1 } source && source["enabled"]?.ToString() == "true";
            var plainRouting = key == "_routing" && value?["required"]?.ToString() == "false";
            if (!RootKeys.Contains(key) && !plainSource && !plainRouting)
            {
                throw Refused($"Root mapping definition has unsupported parameters: [{key} : {value?.ToJsonString()}]");
            }
        }
    }

    private void AddObject(string path, JsonObject level)
    {
        _objects[path] = new ObjectLevel(level["dynamic"]?.ToString(), level["enabled"]?.ToString() != "false");
        if (level["properties"] is not JsonObject properties)
        {
            return;
        }

        foreach (var (name, definition) in properties)
        {
            Add(path.Length == 0 ? name : $"{path}.{name}", definition.RequiredObject(name));
        }
    }

    private void Add(string path, JsonObject definition)
    {
        switch (definition["type"]?.ToString())
        {
            case null or "object":
                foreach (var (key, _) in definition)
                {
                    if (key is not ("type" or "properties" or "dynamic" or "enabled"))
                    {
                        throw Refused($"unknown parameter [{key}] on mapper [{path}] of type [object]");
                    }
                }
                AddObject(path, definition);
                break;
            case "alias":
                foreach (var (key, _) in definition)
                {
                    if (key is not ("type" or "path"))
                    {
                        throw Refused($"unknown parameter [{key}] on mapper [{path}] of type [alias]");
                    }
                }

                _aliases[path] =
                    definition["path"]?.ToString()
                    ?? throw Refused($"The [path] property must be specified for field [{path}].");
                break;
            default:
                var field = FieldFactory.Create(path, definition);
                _fields[path] = field;
                _documentFields[path] = field;
                foreach (var sub in field.SubFields)
                {
                    _fields[sub.Name] = sub;
                }

                break;
        }
    }

    private static ApiException Refused(string reason) => new(400, "mapper_parsing_exception", reason);
}
