using System.Globalization;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Detections.Settings;

/// <summary>Reads TOML, with the place of every value.</summary>
internal static class TomlTree
{
    /// <summary>A file of this format holds one rule or one list of exceptions, and parsed it takes a hundred times as much.</summary>
    private const int MostCharacters = 512 << 10;

    /// <summary>As deep as JSON may be.</summary>
    private const int Deepest = 60;

    /// <summary>The root, or null and the first thing that is wrong.</summary>
    public static SettingNode? Read(SourceFile file, out Finding? trouble)
    {
        try
        {
            return file.Text.Length <= MostCharacters
                ? ReadText(file, out trouble)
                : throw new TomlException("It is longer than 524,288 characters; long lists belong into a value list");
        }
        catch (TomlException e)
        {
            var at = file.Locate(Math.Clamp(e.Offset ?? 0, 0, file.Text.Length));
            // What the parser says after its first sentence is for programmers.
            trouble = Wrong(at, e.Message.Split(". ")[0]);
            return null;
        }
    }

    private static SettingNode? ReadText(SourceFile file, out Finding? trouble)
    {
        // The parser throws where a text ends in the middle of an escape.
        var document = SyntaxParser.Parse(file.Text + "\n", validate: true);
        trouble = document
            .Diagnostics.Where(d => d.Kind == DiagnosticMessageKind.Error)
            .Select(d => Wrong(file.Locate(Math.Clamp(d.Span.Start.Offset, 0, file.Text.Length)), d.Message))
            .FirstOrDefault();
        if (trouble is not null)
        {
            return null;
        }

        var root = new SettingNode(parent: null, "", SettingKind.Object, value: null, file, 0);
        AddAll(root, document.KeyValues);
        foreach (var table in document.Tables)
        {
            var (parent, key) = Descend(root, table.Name!);
            AddAll(table is TableArraySyntax ? AddTable(parent, key, table) : Table(parent, key, table), table.Items);
        }

        return root;
    }

    private static Finding Wrong(Location at, string message) =>
        new(FindingCode.WrongSyntax, FindingSeverity.Error, at, $"The file is not valid TOML: {message.TrimEnd('.')}.");

    private static SettingNode AddTable(SettingNode parent, SyntaxNode key, TableSyntaxBase table)
    {
        var list = parent.Child(Text(key)) ?? parent.Add(Text(key), SettingKind.List, null, Offset(table), Offset(key));
        return list.AddItem(SettingKind.Object, null, Offset(table));
    }

    /// <param name="at">Where it stands.</param>
    private static SettingNode Table(SettingNode parent, SyntaxNode key, SyntaxNode at) =>
        parent.Child(Text(key)) ?? parent.Add(Text(key), SettingKind.Object, null, Offset(at), Offset(key));

    private static void AddAll(SettingNode table, IEnumerable<KeyValueSyntax> pairs)
    {
        foreach (var pair in pairs)
        {
            var (parent, key) = Descend(table, pair.Key!);
            Add(pair.Value!, (kind, value, offset) => parent.Add(Text(key), kind, value, offset, Offset(key)));
        }
    }

    private static void Add(ValueSyntax value, Func<SettingKind, string?, int, SettingNode> add)
    {
        var offset = Offset(value);
        switch (value)
        {
            case StringValueSyntax text:
                add(SettingKind.Text, text.Value, offset);
                break;
            case IntegerValueSyntax number:
                add(SettingKind.Number, number.Value.ToString(CultureInfo.InvariantCulture), offset);
                break;
            case FloatValueSyntax number when double.IsFinite(number.Value):
                add(SettingKind.Number, number.Value.ToString(CultureInfo.InvariantCulture), offset);
                break;
            case BooleanValueSyntax truth:
                add(SettingKind.Boolean, truth.Value ? "true" : "false", offset);
                break;
            case ArraySyntax array:
                var list = add(SettingKind.List, null, offset);
                foreach (var item in array.Items)
                {
                    Add(item.Value!, list.AddItem);
                }

                break;
            case InlineTableSyntax table:
                AddAll(add(SettingKind.Object, null, offset), table.Items.Select(i => i.KeyValue!));
                break;
            default:
                add(SettingKind.Text, value.ToString().Trim(), offset);
                break;
        }
    }

    /// <summary>The table that holds the last part of a dotted key, and that part.</summary>
    private static (SettingNode Table, SyntaxNode Key) Descend(SettingNode table, KeySyntax key)
    {
        SyntaxNode last = key.Key!;
        foreach (var dotted in key.DotKeys)
        {
            table = Table(table, last, last);
            table = table.Kind == SettingKind.List ? table.Children[^1] : table;
            if (table.Depth > Deepest)
            {
                throw new TomlException($"It is nested deeper than {Deepest} levels");
            }

            last = dotted.Key!;
        }

        return (table, last);
    }

    private static string Text(SyntaxNode key) =>
        key switch
        {
            BareKeySyntax bare => bare.Key!.Text!,
            StringValueSyntax quoted => quoted.Value!,
            _ => key.ToString(),
        };

    private static int Offset(SyntaxNode node) => node.Span.Start.Offset;
}
