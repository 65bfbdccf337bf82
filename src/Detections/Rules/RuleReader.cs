using System.Text.Json;
using System.Text.RegularExpressions;
using Detections.Eql;
using Detections.Rules.Filters;
using Detections.Settings;

namespace Detections.Rules;

/// <summary>Reads one rule. Its keys are spelled as in Kibana, since that is what its users know.</summary>
/// <param name="valueLists">The ids of the value lists; by default there are none.</param>
internal sealed class RuleReader(SectionReader section, IReadOnlySet<string>? valueLists = null)
{
    private const int MaxSignalsLimit = 10_000;
    private const int MaxSuppressionFields = 3;
    private const string Now = "now";

    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxLookback = TimeSpan.FromDays(365);

    private static readonly Dictionary<string, Severity> Severities = Enum.GetValues<Severity>()
        .ToDictionary(severity => severity.Text());

    private static readonly Dictionary<string, bool> MissingFieldsStrategies = new(StringComparer.Ordinal)
    {
        ["suppress"] = true,
        ["doNotSuppress"] = false,
    };

    private static readonly Dictionary<string, TimeSpan> TimeUnits = new(StringComparer.Ordinal)
    {
        ["s"] = TimeSpan.FromSeconds(1),
        ["m"] = TimeSpan.FromMinutes(1),
        ["h"] = TimeSpan.FromHours(1),
    };

    private static readonly Regex FieldName = new(@"\A[^\s*""]+\z", RegexOptions.NonBacktracking);
    private static readonly Regex IndexPattern = new(@"\A[^\s\\/?""<>|,#A-Z]+\z", RegexOptions.NonBacktracking);

    private readonly ExceptionReader _exceptions = new(valueLists ?? new HashSet<string>());

    /// <summary>The lists whose exceptions are to be added to those of the rule itself.</summary>
    public IReadOnlyList<ExceptionListLink> ExceptionLists { get; private set; } = [];

    /// <summary>The keys of a rule of a file that would do something in Kibana.</summary>
    public IReadOnlyList<string> WithoutEffect { get; private set; } = [];

    /// <summary>The rule, or null when a part that has no default is missing or wrong.</summary>
    public Rule? Read()
    {
        RefuseAnythingBut("type", "eql");
        RefuseAnythingBut("language", "eql");
        RefuseAnythingBut("to", Now);

        var ruleId = ReadRuleId();
        var name = section.RequiredText("name");
        var description = section.RequiredText("description");
        var severity = section.Choice("severity", Severities);
        var riskScore = ReadRiskScore();
        var index = ReadIndex();
        var eventCategory = ReadFieldName("event_category_override");
        var timestampField = ReadFieldName("timestamp_field");
        var tiebreakerField = ReadFieldName("tiebreaker_field");
        var query = ReadQuery(Options(eventCategory, timestampField, tiebreakerField));
        var interval = section.Time("interval", MinInterval, MaxInterval) ?? Rule.DefaultInterval;
        var from = section.Text("from") ?? Rule.DefaultFrom;
        var lookback = ReadLookback(from, interval);
        var rule = new Rule
        {
            RuleId = ruleId,
            Id = section.Text("id"),
            Name = name ?? "",
            Description = description ?? "",
            Query = query!,
            Index = index,
            Severity = severity.GetValueOrDefault(),
            RiskScore = riskScore.GetValueOrDefault(),
            From = from,
            Lookback = lookback,
            Interval = interval,
            MaxSignals = section.Number("max_signals", 1, MaxSignalsLimit) ?? Rule.DefaultMaxSignals,
            Enabled = section.Flag("enabled", defaultValue: true),
            Version = section.Number("version", 1, int.MaxValue) ?? 1,
            TimestampOverride = ReadFieldName("timestamp_override"),
            TimestampOverrideFallbackDisabled = section.Flag(
                "timestamp_override_fallback_disabled",
                defaultValue: false
            ),
            EventCategoryOverride = eventCategory,
            TimestampField = timestampField,
            TiebreakerField = tiebreakerField,
            BuildingBlockType = ReadBuildingBlockType(),
            Tags = section.Texts("tags"),
            Author = section.Texts("author"),
            References = section.Texts("references"),
            FalsePositives = section.Texts("false_positives"),
            License = section.Text("license"),
            Note = ReadMarkdown("note"),
            Setup = ReadMarkdown("setup"),
            Threat = ThreatReader.Read(section.Items("threat")),
            RuleNameOverride = ReadFieldName("rule_name_override"),
            SeverityMapping = ReadSeverityMapping(),
            RiskScoreField = ReadRiskScoreField(),
            AlertSuppression = ReadAlertSuppression(),
            Exceptions = [.. section.Items("exceptions").Select(item => _exceptions.Read(item, listId: ""))],
            Filters = ReadFilters(),
            InvestigationFields = ReadInvestigationFields(),
            TimelineId = section.Text("timeline_id"),
            TimelineTitle = section.Text("timeline_title"),
            Location = section.Location,
        };
        ExceptionLists = [.. section.Items("exceptions_list").Select(ReadLink).OfType<ExceptionListLink>()];
        RefuseUnsupported();
        section.RefuseUnknownKeys();
        return name is null || description is null || query is null || severity is null || riskScore is null
            ? null
            : rule;
    }

    private void RefuseAnythingBut(string key, string only)
    {
        var text = section.Text(key);
        if (text is not null && !text.Equals(only, StringComparison.Ordinal))
        {
            section.Refuse(key, text, $"\"{only}\" only");
        }
    }

    /// <summary>
    /// In the settings the key is the id. The environment may spell it in capitals, and configuration keys do not tell letter case
    /// apart. Alert ids do, so the field decides the spelling.
    /// </summary>
    private string ReadRuleId()
    {
        if (section.IsOfFile)
        {
            return section.RequiredText("rule_id") ?? "";
        }

        var text = section.Text("rule_id") ?? section.Key;
        if (!text.Equals(section.Key, StringComparison.OrdinalIgnoreCase))
        {
            section.Refuse("rule_id", text, $"\"{section.Key}\" only, as the key says");
        }

        return text;
    }

    private int? ReadRiskScore()
    {
        var score = section.Number("risk_score", 0, 100);
        if (!section.Holds("risk_score"))
        {
            section.Fault("risk_score", "is missing; it needs a whole number from 0 to 100.", FindingCode.MissingValue);
        }

        return score;
    }

    private IReadOnlyList<string> ReadIndex()
    {
        var patterns = section.TextNodes("index");
        if (patterns.Count == 0 && !section.Holds("index"))
        {
            section.Fault(
                "index",
                "is missing; it needs a list of index patterns, such as logs-endpoint.events.*.",
                FindingCode.MissingValue
            );
        }
        else if (patterns.Count > 0 && patterns.All(pattern => pattern.Value!.StartsWith('-')))
        {
            section.Fault("index", "only excludes; at least one entry must not begin with a minus.");
        }

        foreach (var pattern in patterns.Where(pattern => !IndexPattern.IsMatch(pattern.Value!)))
        {
            section.Refuse(
                "index",
                pattern.Value!,
                "an index pattern: lower case, without spaces and any of \\ / ? \" < > | , #",
                pattern
            );
        }

        return [.. patterns.Select(pattern => pattern.Value!)];
    }

    private string? ReadFieldName(string key) => ReadFieldName(key, section);

    private static string? ReadFieldName(string key, SectionReader section)
    {
        var text = section.Text(key);
        if (text is null || FieldName.IsMatch(text))
        {
            return text;
        }

        section.Refuse(key, text, "the name of a field, such as event.ingested");
        return null;
    }

    private static EqlOptions Options(string? eventCategory, string? timestamp, string? tiebreaker) =>
        (eventCategory, timestamp, tiebreaker) is (null, null, null)
            ? EqlOptions.Default
            : EqlOptions.Default with
            {
                EventCategoryField = eventCategory ?? EqlOptions.Default.EventCategoryField,
                TimestampField = timestamp ?? EqlOptions.Default.TimestampField,
                TiebreakerField = tiebreaker,
            };

    private EqlQuery? ReadQuery(EqlOptions options)
    {
        var text = section.RequiredText("query");
        if (text is null)
        {
            return null;
        }

        if (!EqlQuery.TryParse(text, options, out var query, out var error))
        {
            section.RefuseQuery(
                "query",
                "is not a query this program can run",
                error.Message,
                error.Line,
                error.Column
            );
            return null;
        }

        if (query.HasPipes)
        {
            section.Warn(
                "query",
                "has pipes, which have no effect in a rule: it alerts on everything that it finds",
                FindingCode.QueryWithPipes
            );
        }

        return query;
    }

    private TimeSpan ReadLookback(string from, TimeSpan interval)
    {
        if (!TryReadLookback(from, out var lookback))
        {
            section.Refuse("from", from, "now- and a duration in s, m, h or d, such as now-9m, up to now-365d");
            return interval;
        }

        if (lookback < interval)
        {
            section.Warn(
                "from",
                $"looks back {Duration.Text(lookback)}, less than the interval of {Duration.Text(interval)}: what arrives between two runs is read as a hole. now-{Duration.Text(interval + interval)} would be safe.",
                FindingCode.ShortLookback
            );
        }

        return lookback;
    }

    private static bool TryReadLookback(string from, out TimeSpan lookback)
    {
        lookback = default;
        return from.StartsWith(Now + "-", StringComparison.Ordinal)
            && Duration.TryParse(from[(Now.Length + 1)..], out lookback)
            && lookback > TimeSpan.Zero
            && lookback <= MaxLookback;
    }

    private string? ReadBuildingBlockType()
    {
        RefuseAnythingBut("building_block_type", "default");
        return section.Text("building_block_type");
    }

    /// <summary>Exports may hold the text "None" where there is none.</summary>
    private string? ReadMarkdown(string key) => section.Text(key) is { } text and not "None" ? text : null;

    private IReadOnlyList<JsonElement> ReadFilters()
    {
        var filters = section.Json("filters");
        foreach (var (at, filter) in filters.Index())
        {
            if (!KibanaFilter.TryCreate(filter, out _, out var problem))
            {
                section.Fault(
                    "filters",
                    $"has an entry that cannot be evaluated, number {at}: {problem}.",
                    FindingCode.UnsupportedKey
                );
            }
        }

        return filters;
    }

    /// <summary>Kibana's forms leave entries without a field behind.</summary>
    private IReadOnlyList<SeverityMapping> ReadSeverityMapping()
    {
        var mappings = new List<SeverityMapping>();
        foreach (var entry in section.Items("severity_mapping").Where(e => e.Holds("field")))
        {
            RefuseAnyOperatorBut("equals", entry);
            var (field, value) = (ReadFieldName("field", entry), entry.RequiredText("value"));
            if (entry.Choice("severity", Severities) is { } severity && field is not null && value is not null)
            {
                mappings.Add(new(field, value, severity));
            }

            entry.RefuseUnknownKeys();
        }

        return mappings;
    }

    /// <summary>Kibana looks at the field of the first entry alone.</summary>
    private string? ReadRiskScoreField()
    {
        string? field = null;
        foreach (var entry in section.Items("risk_score_mapping").Where(e => e.Holds("field")))
        {
            field ??= ReadFieldName("field", entry);
            entry.Accept(["operator", "value", "risk_score"]);
            entry.RefuseUnknownKeys();
        }

        return field;
    }

    private AlertSuppression? ReadAlertSuppression()
    {
        if (!section.Holds("alert_suppression"))
        {
            return null;
        }

        var suppression = section.Below("alert_suppression");
        var fields = suppression.Texts("group_by");
        if (fields.Count is 0 or > MaxSuppressionFields)
        {
            suppression.Fault("group_by", $"names {fields.Count} fields; allowed are 1 to {MaxSuppressionFields}.");
        }

        var strategy = suppression.Holds("missing_fields_strategy")
            ? suppression.Choice("missing_fields_strategy", MissingFieldsStrategies)
            : null;
        var duration = suppression.Holds("duration") ? ReadSuppressionTime(suppression.Below("duration")) : null;
        suppression.RefuseUnknownKeys();
        return new(fields, duration, strategy ?? true);
    }

    private static TimeSpan? ReadSuppressionTime(SectionReader duration)
    {
        var (count, unit) = (duration.Number("value", 1, int.MaxValue), duration.Choice("unit", TimeUnits));
        if (!duration.Holds("value"))
        {
            duration.Fault("value", "is missing; it needs a whole number.", FindingCode.MissingValue);
        }

        duration.RefuseUnknownKeys();
        return count is { } n && unit is { } length ? length * n : null;
    }

    /// <summary>An object, or the bare list of older exports.</summary>
    private IReadOnlyList<string> ReadInvestigationFields()
    {
        if (section.IsList("investigation_fields") || !section.Holds("investigation_fields"))
        {
            return section.Texts("investigation_fields");
        }

        var fields = section.Below("investigation_fields");
        var names = fields.Texts("field_names");
        fields.RefuseUnknownKeys();
        return names;
    }

    private static ExceptionListLink? ReadLink(SectionReader link)
    {
        link.Accept(["id", "namespace_type"]);
        var (listId, type) = (link.RequiredText("list_id"), link.Text("type"));
        link.RefuseUnknownKeys();
        var isEndpoint = listId == "endpoint_list" || type?.StartsWith("endpoint", StringComparison.Ordinal) == true;
        return listId is null ? null : new(listId, isEndpoint, link.Path, link.Location);
    }

    private static void RefuseAnyOperatorBut(string only, SectionReader entry)
    {
        if (entry.Text("operator") is { } text && text != only)
        {
            entry.Refuse("operator", text, $"\"{only}\" only");
        }
    }

    private void RefuseUnsupported()
    {
        foreach (var (key, advice) in UnsupportedFields.Refused)
        {
            if (section.Holds(key))
            {
                section.Fault(
                    key,
                    $"is not supported, and without it the rule would alert differently. {advice}",
                    FindingCode.UnsupportedKey
                );
            }
        }

        WithoutEffect = [.. UnsupportedFields.WithoutEffect.Where(section.Holds)];
        section.Accept(UnsupportedFields.WithoutMeaning);
        if (
            !section.IsOfFile
            && (string[])[.. WithoutEffect, .. UnsupportedFields.WithoutMeaning.Where(section.Holds)] is [_, ..] unused
        )
        {
            section.Warn(
                string.Join(", ", unused.Order(StringComparer.Ordinal)),
                "has no effect here.",
                FindingCode.NoEffect
            );
        }
    }
}
