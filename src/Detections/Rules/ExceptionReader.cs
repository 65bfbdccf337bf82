using System.Globalization;
using Detections.Eql;
using Detections.Settings;

namespace Detections.Rules;

/// <summary>Reads exception items, of lists and of rules.</summary>
/// <param name="valueLists">The ids of the value lists.</param>
internal sealed class ExceptionReader(IReadOnlySet<string> valueLists)
{
    private const string Condition = "any where ";
    private const int MaxSteps = 256;

    private static readonly Dictionary<string, ExceptionEntryType> Types = new(StringComparer.Ordinal)
    {
        ["match"] = ExceptionEntryType.Match,
        ["match_any"] = ExceptionEntryType.MatchAny,
        ["exists"] = ExceptionEntryType.Exists,
        ["wildcard"] = ExceptionEntryType.Wildcard,
        ["list"] = ExceptionEntryType.List,
        ["nested"] = ExceptionEntryType.Nested,
        ["eql"] = ExceptionEntryType.Eql,
    };

    private static readonly Dictionary<string, bool> Operators = new(StringComparer.Ordinal)
    {
        ["included"] = false,
        ["excluded"] = true,
    };

    private static readonly string[] OperatingSystems = ["windows", "linux", "macos"];
    private static readonly string[] ListTypes = ["keyword", "ip", "ip_range"];

    private static readonly string[] WithoutEffect =
    [
        "_version",
        "comments",
        "created_at",
        "created_by",
        "description",
        "id",
        "meta",
        "namespace_type",
        "tags",
        "tie_breaker_id",
        "type",
        "updated_at",
        "updated_by",
    ];

    /// <param name="listId">The list that it is in, where it does not say so itself; empty for an item of one rule.</param>
    public ExceptionItem Read(SectionReader section, string? listId)
    {
        var name = section.Text("name");
        var itemId = section.Text("item_id") ?? name ?? section.Key;
        var ownListId = listId is null ? section.RequiredText("list_id") : section.Text("list_id");
        var item = new ExceptionItem
        {
            ItemId = itemId,
            ListId = ownListId ?? listId ?? "",
            Name = name ?? itemId,
            Entries = ReadEntries(section),
            ExpireTime = ReadExpireTime(section),
            OsTypes = ReadOsTypes(section),
            IsCaseInsensitive = section.Flag("case_insensitive", defaultValue: false),
            Steps = ReadSteps(section),
        };
        section.Accept(WithoutEffect);
        section.RefuseUnknownKeys();
        return item;
    }

    private IReadOnlyList<ExceptionEntry> ReadEntries(SectionReader section)
    {
        if (!section.Holds("entries"))
        {
            section.Fault(
                "entries",
                "is missing; it needs a list of tests that all have to hold.",
                FindingCode.MissingValue
            );
        }

        return [.. section.Items("entries").Select(ReadEntry).OfType<ExceptionEntry>()];
    }

    private ExceptionEntry? ReadEntry(SectionReader section)
    {
        var type = section.Choice("type", Types);
        var isExcluded = section.Holds("operator") && (section.Choice("operator", Operators) ?? false);
        var entry = type switch
        {
            null => null,
            ExceptionEntryType.Eql => ReadCondition(section),
            ExceptionEntryType.List => ReadListEntry(section),
            ExceptionEntryType.Nested => Entry(section, type.Value) with { Entries = ReadEntries(section) },
            ExceptionEntryType.Exists => Entry(section, type.Value),
            ExceptionEntryType.MatchAny => Entry(section, type.Value) with { Values = ReadValues(section) },
            _ => Entry(section, type.Value) with { Values = ReadValue(section) },
        };
        if (entry is not null)
        {
            section.RefuseUnknownKeys();
        }

        return entry is null ? null : entry with { IsExcluded = isExcluded };
    }

    private static ExceptionEntry Entry(SectionReader section, ExceptionEntryType type) =>
        new() { Type = type, Field = section.RequiredText("field") ?? "" };

    private static IReadOnlyList<string> ReadValue(SectionReader section) =>
        section.RequiredText("value") is { } value ? [value] : [];

    private static IReadOnlyList<string> ReadValues(SectionReader section)
    {
        var values = section.Texts("value");
        if (!section.Holds("value"))
        {
            section.Fault("value", "is missing; it needs a list of values.", FindingCode.MissingValue);
        }

        return values;
    }

    private ExceptionEntry ReadListEntry(SectionReader section)
    {
        var entry = Entry(section, ExceptionEntryType.List);
        var list = section.Below("list");
        var id = list.RequiredText("id");
        var type = list.Text("type") ?? ListTypes[0];
        if (!ListTypes.Contains(type))
        {
            list.Refuse("type", type, string.Join(", ", ListTypes));
        }

        list.RefuseUnknownKeys();
        if (id is not null && !valueLists.Contains(id))
        {
            list.Warn(
                "id",
                $"is \"{id}\", which is none of the files that Rules:ValueLists names, so the exception has no effect.",
                FindingCode.UnknownValueList
            );
        }

        return entry with
        {
            ListId = id,
            ListType = type,
        };
    }

    private static ExceptionEntry? ReadCondition(SectionReader section)
    {
        var text = section.RequiredText("query");
        if (text is null)
        {
            return null;
        }

        if (EqlQuery.TryParse(Condition + text, EqlOptions.Default, out var query, out var error))
        {
            if (!query.HasPipes)
            {
                return new() { Type = ExceptionEntryType.Eql, Query = query };
            }

            section.Fault("query", "has pipes; allowed is a condition alone.", FindingCode.QueryWithPipes);
            return null;
        }

        section.RefuseQuery(
            "query",
            "is not a condition this program can evaluate",
            error.Message,
            error.Line,
            error.Line == 1 ? Math.Max(1, error.Column - Condition.Length) : error.Column
        );
        return null;
    }

    private static DateTimeOffset? ReadExpireTime(SectionReader section)
    {
        var text = section.Text("expire_time");
        if (text is null)
        {
            return null;
        }

        if (
            DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
        )
        {
            return time;
        }

        section.Refuse("expire_time", text, "a time such as 2026-12-31T00:00:00Z");
        return null;
    }

    private static IReadOnlyList<string> ReadOsTypes(SectionReader section)
    {
        var types = section.TextNodes("os_types");
        foreach (var type in types.Where(t => !OperatingSystems.Contains(t.Value)))
        {
            section.Refuse(type, string.Join(", ", OperatingSystems));
        }

        return [.. types.Select(t => t.Value!)];
    }

    private static IReadOnlyList<int> ReadSteps(SectionReader section)
    {
        var steps = new List<int>();
        foreach (var node in section.TextNodes("steps"))
        {
            if (
                int.TryParse(node.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var step)
                && step < MaxSteps
            )
            {
                steps.Add(step);
            }
            else
            {
                section.Refuse(node, "the number of a step of the query, the first being 0");
            }
        }

        return steps;
    }
}
