using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Detections.Settings;

/// <summary>
/// A value with its key, and what is below it: settings and rules as a tree, whatever they were written in. What the environment
/// lays over a file may give a node both a value and children.
/// </summary>
internal sealed class SettingNode
{
    private readonly List<SettingNode> _children = [];
    private readonly string? _rootPath;
    private readonly int _offset;

    /// <param name="offset">Where the value stands.</param>
    public SettingNode(SettingNode? parent, string key, SettingKind kind, string? value, SourceFile? file, int offset)
    {
        Parent = parent;
        Depth = parent is null ? 0 : parent.Depth + 1;
        Key = key;
        Kind = kind;
        Value = value;
        File = file;
        _offset = offset;
        KeyOffset = offset;
    }

    private SettingNode(IConfigurationSection section, SettingNode? parent)
        : this(parent, section.Key, SettingKind.Text, section.Value, file: null, 0)
    {
        _rootPath = section.Path;
        _children.AddRange(section.GetChildren().Select(c => new SettingNode(c, this)));
    }

    public SettingNode? Parent { get; }

    /// <summary>How many nodes it is below.</summary>
    public int Depth { get; }
    public string Key { get; }
    public SettingKind Kind { get; }

    /// <summary>As text; null where it is none, a list or an object.</summary>
    public string? Value { get; }
    public IReadOnlyList<SettingNode> Children => _children;

    /// <summary>Where it was read from; null where it is a setting, which may come from anywhere.</summary>
    public SourceFile? File { get; }

    /// <summary>Where the key stands.</summary>
    public int KeyOffset { get; init; }

    public Location? Location => File?.Locate(_offset);

    public Location? KeyLocation => File?.Locate(KeyOffset);

    public bool IsEmpty => string.IsNullOrEmpty(Value) && _children.Count == 0;

    /// <summary>How it is called in sentences: `Rules:Items:mine:name` of settings, `rule.threat[0].tactic` of files.</summary>
    public string Path =>
        _rootPath
        ?? (
            Parent is null ? ""
            : Parent.Kind == SettingKind.List ? $"{Parent.Path}[{Key}]"
            : Parent.Path is { Length: > 0 } path ? $"{path}{(File is null ? ':' : '.')}{Key}"
            : Key
        );

    public static SettingNode Of(IConfigurationSection section) => new(section, parent: null);

    /// <summary>The path of a child, whether it is there or not.</summary>
    public string PathTo(string key) => ChildOrNone(key).Path;

    /// <summary>In settings letter case does not count, as in the environment.</summary>
    public SettingNode? Child(string key)
    {
        var comparison = File is null ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        foreach (var child in _children)
        {
            if (child.Key.Equals(key, comparison))
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>The child, or one that is empty and stands where this does.</summary>
    public SettingNode ChildOrNone(string key) => Child(key) ?? new(this, key, SettingKind.None, null, File, _offset);

    public SettingNode Add(string key, SettingKind kind, string? value, int offset, int? keyOffset = null)
    {
        var child = new SettingNode(this, key, kind, value, File, offset) { KeyOffset = keyOffset ?? offset };
        _children.Add(child);
        return child;
    }

    public SettingNode AddItem(SettingKind kind, string? value, int offset) =>
        Add(_children.Count.ToString(CultureInfo.InvariantCulture), kind, value, offset);

    /// <summary>The place of one character of the value, by its line and column there, both counted from 1.</summary>
    public Location? LocateInside(int line, int column)
    {
        var start = 0;
        for (; line > 1; line--)
        {
            start = Value!.IndexOf('\n', start) + 1;
        }

        return File?.LocateInside(_offset, start + column - 1);
    }

    public JsonElement ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer);
        }

        return JsonElement.Parse(buffer.ToArray());
    }

    private void Write(Utf8JsonWriter writer)
    {
        if (Kind == SettingKind.List || (File is null && _children.Count > 0 && _children.TrueForAll(IsItem)))
        {
            writer.WriteStartArray();
            _children.ForEach(c => c.Write(writer));
            writer.WriteEndArray();
        }
        else if (Kind == SettingKind.Object || _children.Count > 0)
        {
            writer.WriteStartObject();
            foreach (var child in _children)
            {
                writer.WritePropertyName(child.Key);
                child.Write(writer);
            }

            writer.WriteEndObject();
        }
        else
        {
            WriteValue(writer);
        }
    }

    /// <summary>Settings know texts only, so that their truth values are to be told by how .NET writes them.</summary>
    private void WriteValue(Utf8JsonWriter writer)
    {
        if (Value is null)
        {
            writer.WriteNullValue();
        }
        else if (Kind == SettingKind.Number)
        {
            writer.WriteRawValue(Value);
        }
        else if (Kind == SettingKind.Boolean || (File is null && Value is "True" or "False"))
        {
            writer.WriteBooleanValue(bool.Parse(Value));
        }
        else
        {
            writer.WriteStringValue(Value);
        }
    }

    private static bool IsItem(SettingNode node) => node.Key.All(char.IsAsciiDigit);
}
