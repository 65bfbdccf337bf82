using System.Globalization;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Detections.Settings;

/// <summary>Reads YAML, with the place of every value. Anchors, aliases and merge keys work; of the types of YAML 1.2 those of JSON.</summary>
internal static class YamlTree
{
    private const string PlainNull = "null";
    private const string Merge = "<<";

    /// <summary>An alias may stand below its own anchor.</summary>
    private const int Deepest = 100;

    /// <summary>The root, or null and the first thing that is wrong.</summary>
    public static SettingNode? Read(SourceFile file, out Finding? trouble)
    {
        trouble = null;
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(file.Text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
            {
                var tree = new SettingNode(parent: null, "", SettingKind.Object, value: null, file, 0);
                AddAll(tree, root, depth: 1);
                return tree;
            }

            trouble = Trouble(file, 0, "The file does not hold one YAML object.");
        }
        catch (YamlException e)
        {
            trouble = Trouble(file, (int)e.Start.Index, $"The file is not valid YAML: {e.Message.TrimEnd('.')}.");
        }
        // The reader's way to say that something was not closed
        catch (InvalidOperationException)
        {
            trouble = Trouble(file, 0, "The file is not valid YAML: a bracket or quote is not closed.");
        }

        return null;
    }

    private static Finding Trouble(SourceFile file, int offset, string message) =>
        new(
            FindingCode.WrongSyntax,
            FindingSeverity.Error,
            file.Locate(Math.Clamp(offset, 0, file.Text.Length)),
            message
        );

    private static void AddAll(SettingNode parent, YamlMappingNode mapping, int depth)
    {
        RefuseDeepNesting(mapping, depth);
        foreach (
            var (key, value) in mapping.Children.Where(child =>
                child.Key.ToString() is var name && name != Merge && parent.Child(name) is null
            )
        )
        {
            Add(
                value,
                (kind, text, offset) => parent.Add(key.ToString(), kind, text, offset, (int)key.Start.Index),
                depth
            );
        }

        // What stands there already goes before what is merged in
        foreach (var merged in mapping.Children.Where(child => child.Key.ToString() == Merge).SelectMany(Merged))
        {
            AddAll(parent, merged, depth + 1);
        }
    }

    private static IEnumerable<YamlMappingNode> Merged(KeyValuePair<YamlNode, YamlNode> child) =>
        child.Value is YamlSequenceNode several ? several.Children.OfType<YamlMappingNode>()
        : child.Value is YamlMappingNode one ? [one]
        : [];

    private static void Add(YamlNode node, Func<SettingKind, string?, int, SettingNode> add, int depth)
    {
        var offset = (int)node.Start.Index;
        switch (node)
        {
            case YamlMappingNode mapping:
                AddAll(add(SettingKind.Object, null, offset), mapping, depth + 1);
                break;
            case YamlSequenceNode sequence:
                RefuseDeepNesting(sequence, depth);
                var list = add(SettingKind.List, null, offset);
                foreach (var item in sequence.Children)
                {
                    Add(item, list.AddItem, depth + 1);
                }

                break;
            default:
                var scalar = (YamlScalarNode)node;
                var kind = KindOf(scalar);
                add(kind, kind == SettingKind.None ? null : scalar.Value, offset);
                break;
        }
    }

    private static void RefuseDeepNesting(YamlNode node, int depth)
    {
        if (depth > Deepest)
        {
            throw new YamlException(
                node.Start,
                node.End,
                string.Create(CultureInfo.InvariantCulture, $"It is nested deeper than {Deepest} levels")
            );
        }
    }

    private static SettingKind KindOf(YamlScalarNode scalar) =>
        scalar.Style != ScalarStyle.Plain ? SettingKind.Text
        : scalar.Value is null or "" or "~" or PlainNull ? SettingKind.None
        : scalar.Value is "true" or "false" ? SettingKind.Boolean
        : IsNumber(scalar.Value) ? SettingKind.Number
        : SettingKind.Text;

    /// <summary>What JSON writes as a number, so that it can be written as one.</summary>
    private static bool IsNumber(string text)
    {
        if (text[0] != '-' && !char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
